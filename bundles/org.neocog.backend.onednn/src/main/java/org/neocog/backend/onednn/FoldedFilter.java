package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.neocog.tensor.ElementType;

/**
 * A filter with a batch normalization folded in: multiplied while it is brought into the layout that is wanted.
 *
 * @param is how the library describes the filter, row-major
 * @param grouped whether groups are a dimension of their own in that
 * @param factors what each filter is multiplied by
 * @param bias what is added to each channel
 */
record FoldedFilter(Lowering to, Operand filter, dnnl_memory_desc is, boolean grouped, Buffer factors, Operand bias) {
    /** Row-major. */
    Operand plain() {
        Operand folded = new Operand(to.derived(filter.type().bytes()), filter.type(), Layout.PLAIN);
        dnnl_primitive_desc description = to.natives().make("fold", into -> describe(into, is));
        to.derive(scaling(description, is, folded.buffer()));
        return folded;
    }

    Buffer as(dnnl_memory_desc wanted) {
        dnnl_primitive_desc description = to.natives().find(into -> describe(into, wanted));
        Buffer folded = to.derived(dnnl_memory_desc_get_size(wanted));
        boolean fast =
                description != null && !Natives.implementation(description).contains("ref");
        to.derive(
                description != null && fast
                        ? scaling(description, wanted, folded)
                        : to.reordering(is, plain().buffer(), wanted, folded));
        return folded;
    }

    private int describe(dnnl_primitive_desc into, dnnl_memory_desc wanted) {
        Natives natives = to.natives();
        dnnl_primitive_attr attributes = natives.attributes();
        int channels = grouped ? 3 : 1; // a bit per dimension
        Natives.check(dnnl_primitive_attr_set_scales_mask(attributes, DNNL_ARG_SRC, channels), "scales");
        return dnnl_reorder_primitive_desc_create(into, is, natives.engine(), wanted, natives.engine(), attributes);
    }

    private PrimitiveCommand scaling(dnnl_primitive_desc description, dnnl_memory_desc wanted, Buffer target) {
        long[] count = {bias.size()};
        dnnl_memory_desc one = to.natives().describe(count, new long[] {1}, ElementType.FLOAT32);
        return to.primitive(description)
                .with(DNNL_ARG_SRC, is, filter.buffer())
                .with(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC, one, factors)
                .with(DNNL_ARG_DST, wanted, target);
    }
}
