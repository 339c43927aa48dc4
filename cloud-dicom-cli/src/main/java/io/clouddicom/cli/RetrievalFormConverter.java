package io.clouddicom.cli;

import io.clouddicom.RetrievalForm;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code original}, {@code stored} or a transfer syntax from the command line. */
final class RetrievalFormConverter implements ITypeConverter<RetrievalForm> {
    @Override
    public RetrievalForm convert(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "original" -> RetrievalForm.ORIGINAL;
            case "stored" -> RetrievalForm.STORED;
            default ->
                TransferSyntaxNames.parse(value)
                        .map(RetrievalForm::in)
                        .orElseThrow(() -> new TypeConversionException("'" + value
                                + "' is not original, stored, the UID of a transfer syntax, or one of "
                                + TransferSyntaxNames.names()));
        };
    }
}
