package org.neocog.optimizer.sgd;

/** Where the learning rate enters. */
enum SgdForm {
    /** The velocity sums gradients; the learning rate scales the velocity. */
    TORCH,
    /** The velocity sums steps: each gradient keeps the learning rate of its own step. AlexNet's and Caffe's form. */
    CAFFE
}
