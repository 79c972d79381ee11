package io.tidegate.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.json.JsonMapper;
import io.tidegate.config.AdminConfig.Role;
import io.tidegate.protocol.Phase;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Records as JSON: names in kebab-case, times in ISO 8601, what is absent left out. Shared. */
final class JsonText implements JsonMapper {
    private final tools.jackson.databind.json.JsonMapper mapper = tools.jackson.databind.json.JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .changeDefaultPropertyInclusion(all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
            .addModule(new SimpleModule().addSerializer(new PhaseLabel()).addSerializer(new RoleLabel()))
            .build();

    @Override
    public String toJsonString(Object value, Type type) {
        return mapper.writeValueAsString(value);
    }

    @Override
    public InputStream toJsonStream(Object value, Type type) {
        return new ByteArrayInputStream(mapper.writeValueAsBytes(value));
    }

    private static final class PhaseLabel extends StdSerializer<Phase> {
        PhaseLabel() {
            super(Phase.class);
        }

        @Override
        public void serialize(Phase phase, JsonGenerator json, SerializationContext context) {
            json.writeString(phase.label());
        }
    }

    private static final class RoleLabel extends StdSerializer<Role> {
        RoleLabel() {
            super(Role.class);
        }

        @Override
        public void serialize(Role role, JsonGenerator json, SerializationContext context) {
            json.writeString(role.name().toLowerCase(Locale.ROOT));
        }
    }
}
