package io.tidegate.admin;

import io.tidegate.config.AnyValue;
import io.tidegate.config.BindAddress;
import io.tidegate.config.ByteRate;
import io.tidegate.config.ByteSize;
import io.tidegate.config.Cidr;
import io.tidegate.config.FileText;
import io.tidegate.config.FilterConfig;
import io.tidegate.config.LoopCount;
import io.tidegate.config.Named;
import io.tidegate.config.Percentage;
import io.tidegate.config.Rate;
import io.tidegate.config.RequestKey;
import io.tidegate.config.Secret;
import io.tidegate.config.StatusRange;
import io.tidegate.config.Units;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Sha256;
import io.tidegate.filter.auth.certificate.NamePattern;
import io.tidegate.filter.auth.certificate.SubjectPattern;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Configuration records as they would stand in the file, with every default, and every secret as {@code ***}. */
final class ConfigTree {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final String MASK = "***";
    private static final Pattern SECRET = Pattern.compile("secret|password|token");
    /** Of fields that are set on requests: names that usually carry credentials. */
    private static final Pattern SECRET_KEY = Pattern.compile(SECRET + "|authorization|cookie|api-?key|credential");

    private ConfigTree() {}

    static Map<String, Object> of(Record config) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (RecordComponent component : config.getClass().getRecordComponents()) {
            String key = Units.kebab(component.getName());
            Object value = value(config, component);
            if (value != null && !component.isAnnotationPresent(Named.class)) {
                tree.put(key, isText(value) && SECRET.matcher(key).find() ? MASK : render(component, value));
            }
        }
        return tree;
    }

    /** Of a mapping that is secret, the keys alone are shown. */
    private static Object render(RecordComponent component, Object value) {
        if (component.isAnnotationPresent(Secret.class) && value instanceof Map<?, ?> fields) {
            Map<String, Object> masked = new LinkedHashMap<>();
            fields.keySet().forEach(name -> masked.put(String.valueOf(name), MASK));
            return masked;
        }
        return render(value);
    }

    private static Object render(Object value) {
        return switch (value) {
            case Number number -> number;
            case Boolean bool -> bool;
            case Duration duration -> Units.format(duration);
            case Enum<?> constant -> Units.kebab(constant.name());
            case ByteSize _, Rate _, ByteRate _, Percentage _, BindAddress _, Cidr _, RequestKey _, StatusRange _ ->
                value.toString();
            case CredentialSource _, SubjectPattern _, NamePattern _, Sha256 _ -> value.toString();
            case FileText _ -> value.toString(); // its path: there may be secrets in the text
            case LoopCount loops -> loops.equals(LoopCount.AUTO) ? "auto" : (Object) loops.loops();
            case AnyValue any -> masked(JSON.readTree(any.json()));
            case FilterConfig filter -> Map.of(filter.type(), of(filter.settings()));
            case Record nested -> of(nested);
            case Collection<?> list -> list.stream().map(ConfigTree::render).toList();
            case Map<?, ?> map -> entries(map);
            default -> value.toString();
        };
    }

    /** With the texts in it that are secrets by their names made unreadable. */
    private static JsonNode masked(JsonNode any) {
        if (any instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                boolean secret = member.getValue().isString() && isSecretKey(member.getKey());
                member.setValue(secret ? StringNode.valueOf(MASK) : masked(member.getValue()));
            });
        } else {
            any.forEach(ConfigTree::masked);
        }
        return any;
    }

    private static boolean isSecretKey(String name) {
        return SECRET_KEY.matcher(name.toLowerCase(Locale.ROOT)).find();
    }

    private static Map<String, Object> entries(Map<?, ?> map) {
        Map<String, Object> tree = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            tree.put(name, isText(value) && isSecretKey(name) ? MASK : render(value));
        });
        return tree;
    }

    /** Whether a value could be a secret, or hold one that its own key does not give away. */
    private static boolean isText(Object value) {
        boolean other = value instanceof Number || value instanceof Boolean || value instanceof Record;
        return !other || value instanceof AnyValue;
    }

    private static @Nullable Object value(Record config, RecordComponent component) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true); // settings of a filter type may be nested and not public
            return accessor.invoke(config);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
