package io.tidegate.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;
import tools.jackson.dataformat.yaml.YAMLSchema;

/**
 * Reads one YAML document as a tree with places. Scalars stay the text that they are, so that nothing is taken for a
 * number, a date or a boolean by its looks. Anchors, aliases and tags are refused: {@code defaults} do what they are
 * used for, and there is no small file that unfolds into a big one.
 */
final class YamlTree {
    private static final int MAX_DEPTH = 50;
    private static final YAMLFactory YAML =
            YAMLFactory.builder().yamlSchema(YAMLSchema.CORE).build();

    private final Place start;
    private final YAMLParser parser;
    private final Faults faults;

    private YamlTree(Place start, YAMLParser parser, Faults faults) {
        this.start = start;
        this.parser = parser;
        this.faults = faults;
    }

    /**
     * Reads {@code text}; keys that are there twice, anchors and tags become faults.
     *
     * @param start where the text starts, and whose path the tree's paths begin with
     * @throws ConfigException if it is not YAML at all, nested too deeply, or more than one document
     */
    static Node read(Place start, String text, Faults faults) {
        YamlSyntax.refuseOddCharacters(start, text);
        try (YAMLParser parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), text)) {
            return new YamlTree(start, parser, faults).document();
        } catch (JacksonException e) {
            throw YamlSyntax.refusal(start, e);
        }
    }

    private Node document() {
        JsonToken token = parser.nextToken();
        if (token == null) {
            return new Node.Nothing(start, false);
        }
        Node node = value(token, start.path(), 0);
        if (parser.nextToken() != null) {
            throw new ConfigException(
                    here(start.path()).sentence("must not follow: the file must be one YAML document"));
        }
        return node;
    }

    private Node value(@Nullable JsonToken token, String path, int depth) {
        Place place = here(path);
        if (depth > MAX_DEPTH) {
            throw place.refusal("must not be nested so deeply, the limit is " + MAX_DEPTH + " levels");
        }
        if (parser.isCurrentAlias()) {
            faults.add(place, "must not be an alias (*name); shared settings go to defaults");
            return new Node.Broken(place);
        }
        if (parser.getObjectId() != null) {
            faults.add(place, "must not have an anchor (&name); shared settings go to defaults");
        }
        if (parser.getTypeId() != null) {
            faults.add(place, "must not have a tag (!name)");
        }
        return switch (token) {
            case START_OBJECT -> mapping(place, depth);
            case START_ARRAY -> sequence(place, depth);
            case VALUE_NULL -> new Node.Nothing(place, !text().isEmpty());
            case null, default -> new Node.Scalar(place, text(), true, null, token == JsonToken.VALUE_STRING);
        };
    }

    private Node.Mapping mapping(Place place, int depth) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            Place keyPlace = here(place.pathOf(key));
            Node value = value(parser.nextToken(), keyPlace.path(), depth + 1);
            Node.Entry first = entries.putIfAbsent(key, new Node.Entry(keyPlace, value));
            if (first != null) {
                faults.add(
                        keyPlace,
                        "must not be given twice; the first is in line "
                                + first.key().line());
            }
        }
        return new Node.Mapping(place, entries);
    }

    private Node.Sequence sequence(Place place, int depth) {
        List<Node> items = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            items.add(value(token, place.pathOf(items.size()), depth + 1));
            token = parser.nextToken();
        }
        return new Node.Sequence(place, items);
    }

    private String text() {
        String text = parser.getString();
        return text == null ? "" : text;
    }

    private Place here(String path) {
        TokenStreamLocation location = parser.currentTokenLocation();
        return start.at(location.getLineNr(), location.getColumnNr(), path);
    }
}
