package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.PurgeOptions;
import io.clouddicom.PurgeReport;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Removes the bytes of what was deleted or replaced. */
@Command(
        name = "purge",
        mixinStandardHelpOptions = true,
        description = "Removes for good what was deleted or replaced some time ago.")
final class PurgeCommand extends ArchiveCommand {

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STUDY[/SERIES[/INSTANCE]]",
            converter = ScopeConverter.class,
            description = "where; the whole archive without")
    private @Nullable ArchiveScope scope;

    @Option(
            names = "--older-than",
            defaultValue = "30d",
            converter = Age.class,
            paramLabel = "AGE",
            description = "deleted or replaced this long ago: 30d, 12h, 90m, 10s or 0 (${DEFAULT-VALUE})")
    private Duration olderThan;

    @Override
    int run(DicomArchive archive) throws IOException {
        PurgeOptions options = PurgeOptions.DEFAULT.withOlderThan(olderThan);
        return print(this, scope == null ? archive.purge(options) : archive.purge(scope, options));
    }

    static int print(ArchiveCommand command, PurgeReport report) {
        command.out()
                .println("purged " + report.revisionsPurged() + " revisions, " + Sizes.bytes(report.bytesPurged())
                        + (report.tooYoung() > 0 ? "; " + report.tooYoung() + " are not old enough" : ""));
        command.nameFailures(report.failures());
        return report.complete() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    /** Reads a duration such as {@code 30d}. */
    static final class Age implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9})([smhd]?)");

        @Override
        public Duration convert(String value) {
            Matcher matcher = FORM.matcher(value);
            if (!matcher.matches()
                    || (matcher.group(2).isEmpty() && !matcher.group(1).equals("0"))) {
                throw new TypeConversionException("'" + value + "' is no age such as 30d, 12h, 90m or 10s");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "d" -> Duration.ofDays(number);
                case "h" -> Duration.ofHours(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofSeconds(number);
            };
        }
    }
}
