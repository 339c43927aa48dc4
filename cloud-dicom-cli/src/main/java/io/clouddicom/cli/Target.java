package io.clouddicom.cli;

import io.clouddicom.InstanceId;
import io.clouddicom.dicom.Uid;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What a command is about: {@code STUDY}, {@code STUDY/SERIES} or {@code STUDY/SERIES/INSTANCE}.
 *
 * @param study the study
 * @param series the series, if the target is narrower than a study
 * @param instance the instance, if the target is narrower than a series
 */
record Target(Uid study, Optional<Uid> series, Optional<Uid> instance) {

    /** Whether an instance lies within. */
    boolean covers(InstanceId id) {
        return study.equals(id.study())
                && (series.isEmpty() || series.get().equals(id.series()))
                && (instance.isEmpty() || instance.get().equals(id.instance()));
    }

    /** The instance, where the target is one. */
    Optional<InstanceId> asInstance() {
        return instance.map(uid -> new InstanceId(study, series.orElseThrow(), uid));
    }

    @Override
    public String toString() {
        return study + series.map(uid -> "/" + uid).orElse("")
                + instance.map(uid -> "/" + uid).orElse("");
    }

    /** Reads a target from the command line. */
    static final class Converter implements ITypeConverter<Target> {
        @Override
        public Target convert(String value) {
            String[] parts = value.split("/", -1);
            if (parts.length > 3) {
                throw new TypeConversionException("'" + value + "' is not STUDY[/SERIES[/INSTANCE]]");
            }
            try {
                return new Target(Uid.of(parts[0]), part(parts, 1), part(parts, 2));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + value + "' is not STUDY[/SERIES[/INSTANCE]]: " + e.getMessage());
            }
        }

        private static Optional<Uid> part(String[] parts, int index) {
            return index < parts.length ? Optional.of(Uid.of(parts[index])) : Optional.empty();
        }
    }
}
