package org.neocog.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Several values of one type; a single one stands for a list of one. */
final class ListType<T> implements OptionType<List<T>> {
    private final OptionType<T> element;
    private final String plural;

    ListType(OptionType<T> element, String plural) {
        this.element = element;
        this.plural = plural;
    }

    @Override
    public String name() {
        return "list of " + plural;
    }

    @Override
    public String phrase() {
        return "a list of " + plural;
    }

    @Override
    public Optional<String> kind() {
        return element.kind();
    }

    @Override
    public @Nullable List<T> read(ConfigNode node, String option, Reading reading) {
        if (node instanceof SequenceNode sequence) {
            return items(sequence, option, reading);
        }
        boolean single = node instanceof ScalarNode scalar && scalar.value() != null;
        boolean mappingOfOne = node instanceof MappingNode && element.kind().isPresent();
        if (!single && !mappingOfOne) {
            return reading.refuse(node, option, phrase());
        }
        Problems ofElement = new Problems();
        T value = element.read(
                node, option, new Reading(reading.binder().reportingTo(ofElement), ofElement, reading.where()));
        if (value != null) {
            return List.of(value);
        }
        if (element.kind().isPresent() || element instanceof ListType) {
            ofElement.list().forEach(problem -> reading.problems().add(problem.location(), problem.message()));
            return null;
        }
        return reading.refuse(node, option, phrase());
    }

    private @Nullable List<T> items(SequenceNode sequence, String option, Reading reading) {
        List<T> values = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            T value = element.read(
                    sequence.items().get(i),
                    element.kind().isPresent() ? option + "." + i : option + "[" + i + "]",
                    reading);
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() == sequence.items().size() ? List.copyOf(values) : null;
    }

    @Override
    public ConfigNode write(List<T> value) {
        return new SequenceNode(value.stream().map(element::write).toList(), Location.NONE);
    }
}
