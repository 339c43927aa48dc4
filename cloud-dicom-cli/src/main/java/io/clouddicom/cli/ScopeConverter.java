package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.InstanceId;
import io.clouddicom.SeriesId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code STUDY}, {@code STUDY/SERIES} or {@code STUDY/SERIES/INSTANCE} from the command line. */
final class ScopeConverter implements ITypeConverter<ArchiveScope> {
    @Override
    public ArchiveScope convert(String value) {
        try {
            return ArchiveScope.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + value + "' is not STUDY[/SERIES[/INSTANCE]]: " + e.getMessage());
        }
    }

    /** Whether an instance lies in a scope. */
    static boolean covers(ArchiveScope scope, InstanceId id) {
        if (!scope.study().equals(id.study())) {
            return false;
        }
        if (scope instanceof SeriesId series) {
            return series.series().equals(id.series());
        }
        return !(scope instanceof InstanceId) || scope.equals(id);
    }
}
