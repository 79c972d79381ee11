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
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program's log, as the program is configured. */
class LogLinesTest {
    @Test
    void inJsonEachEventIsOneObject() throws Exception {
        LoggerContext context = new LoggerContext();
        try {
            ApplicationLog.toJson(context);
            Logger logger = context.getLogger("io.tidegate.session.Session");
            var json = ((OutputStreamAppender<ILoggingEvent>)
                            context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("json"))
                    .getEncoder();

            byte[] line = json.encode(new LoggingEvent(
                    "", logger, Level.WARN, "peer said {}", new IllegalStateException("a fault"), new Object[] {
                        "a\r\n{\"level\":\"ERROR\"}\u001b[2J"
                    }));

            assertThat(new String(line, StandardCharsets.UTF_8)).matches("[^\\n]+\n");
            JsonNode event = JsonMapper.shared().readTree(line);
            assertThat(event.propertyNames())
                    .containsExactlyInAnyOrder("time", "level", "logger", "thread", "message", "error");
            assertThat(Instant.parse(event.get("time").asString()))
                    .isBefore(Instant.now().plusSeconds(1));
            assertThat(event.get("level").asString()).isEqualTo("WARN");
            assertThat(event.get("logger").asString()).isEqualTo("io.tidegate.session.Session");
            assertThat(event.get("message").asString()).isEqualTo("peer said a\r\n{\"level\":\"ERROR\"}\u001b[2J");
            assertThat(event.get("error").asString()).startsWith("java.lang.IllegalStateException: a fault");
        } finally {
            context.stop();
        }
    }

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
