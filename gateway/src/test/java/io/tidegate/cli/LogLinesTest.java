package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program's log, as the program is configured. */
class LogLinesTest {
    @ParameterizedTest
    @CsvSource({"io.tidegate, ours", Logger.ROOT_LOGGER_NAME + ", libraries"})
    void whatPeersSentMakesNoLineOfItsOwn(String name, String appender) throws Exception {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogLinesTest.class.getResource("logback.xml"));
        try {
            Logger logger = context.getLogger(name);
            var encoder = ((OutputStreamAppender<ILoggingEvent>) logger.getAppender(appender)).getEncoder();

            byte[] line = encoder.encode(new LoggingEvent(
                    "", logger, Level.WARN, "peer said {}", null, new Object[] {"a\r\n2026 ERROR forged\u001b[2J\tb"}));

            assertThat(new String(line, StandardCharsets.UTF_8))
                    .contains("peer said a??2026 ERROR forged?[2J\tb")
                    .matches("[^\\n]+\n");
        } finally {
            context.stop();
        }
    }
}
