/** ImageNet, and folders of image files with a folder for each class. */
@NullMarked
package org.neocog.dataset.imagenet;

import org.jspecify.annotations.NullMarked;
