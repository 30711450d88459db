/** Networks to and from ONNX files, and ONNX operators as layers. */
@NullMarked
package org.neocog.exchange.onnx;

import org.jspecify.annotations.NullMarked;
