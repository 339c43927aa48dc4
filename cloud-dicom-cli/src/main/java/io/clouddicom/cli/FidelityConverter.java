package io.clouddicom.cli;

import io.clouddicom.Fidelity;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a fidelity. */
final class FidelityConverter implements ITypeConverter<Fidelity> {
    static final String NAMES = "byte-exact|pixel-exact|coefficient-exact";

    @Override
    public Fidelity convert(String value) {
        return Fidelity.ofLabel(value)
                .orElseThrow(() -> new TypeConversionException("'" + value + "' is not one of " + NAMES));
    }
}
