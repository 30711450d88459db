package org.neocog.verify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What to verify. One of bundle and backend is given.
 *
 * @param bundle the jar of a bundle, absolute
 * @param backend the name of an installed backend
 * @param folder where the report goes; is made
 * @param caseTime how long one check may take before it counts as hung; training may take so long between two signs of life
 */
public record VerificationRequest(Optional<Path> bundle, Optional<String> backend, Path folder, Duration caseTime) {
    public VerificationRequest {
        if (bundle.isPresent() == backend.isPresent()) {
            throw new VerificationException("verify: one of BUNDLE.jar and --backend NAME must be given, but bundle="
                    + bundle.map(Path::toString).orElse("none") + ", backend=" + backend.orElse("none") + ".");
        }
        if (caseTime.isNegative() || caseTime.isZero()) {
            throw new VerificationException(
                    "verify: --case-seconds must be above 0, but seconds=" + caseTime.toSeconds() + ".");
        }
    }

    /** What is verified, for people. */
    String subject() {
        return bundle.map(jar -> jar.getFileName().toString()).orElseGet(() -> "backend " + backend.orElse(""));
    }
}
