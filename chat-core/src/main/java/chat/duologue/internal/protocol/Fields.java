package chat.duologue.internal.protocol;

import static chat.duologue.internal.protocol.FieldException.badRequest;

import chat.duologue.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the fields of one JSON object; whatever is wrong is told by the field's name. A null counts as absent. */
final class Fields {
    private final JsonNode object;
    private final String path;

    Fields(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    boolean has(String name) {
        return node(name) != null;
    }

    @Nullable String optionalString(String name, int maxChars) {
        JsonNode node = node(name);
        return node == null ? null : string(path + name, node, maxChars);
    }

    private static String string(String at, JsonNode node, int maxChars) {
        if (!node.isString()) {
            throw badRequest(at + " must be a string");
        }
        String value = node.stringValue();
        if (value.length() > maxChars) {
            throw badRequest(at + " must have at most " + maxChars + " characters");
        }
        return value;
    }

    String string(String name, int maxChars) {
        String value = optionalString(name, maxChars);
        if (value == null) {
            throw badRequest(path + name + " is missing");
        }
        return value;
    }

    /** A string that becomes a value of the domain, whose own check names what is wrong. */
    <T> T name(String field, int maxChars, Function<String, T> type) {
        return name(path + field, string(field, maxChars), type);
    }

    private static <T> T name(String at, String value, Function<String, T> type) {
        try {
            return type.apply(value);
        } catch (IllegalArgumentException e) {
            throw badRequest(at + ": " + e.getMessage());
        }
    }

    /** An array of such strings, in its order; empty where it is absent. */
    <T> Set<T> names(String field, int maxChars, Function<String, T> type) {
        JsonNode node = node(field);
        if (node == null) {
            return Set.of();
        }
        if (!node.isArray()) {
            throw badRequest(path + field + " must be an array");
        }
        Set<T> values = new LinkedHashSet<>();
        for (int i = 0; i < node.size(); i++) {
            String at = path + field + "[" + i + "]";
            values.add(name(at, string(at, node.get(i), maxChars), type));
        }
        return values;
    }

    boolean bool(String name) {
        JsonNode node = node(name);
        if (node == null) {
            throw badRequest(path + name + " is missing");
        }
        if (!node.isBoolean()) {
            throw badRequest(path + name + " must be true or false");
        }
        return node.booleanValue();
    }

    @Nullable String optionalText(String name, int maxBytes) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isString()) {
            throw badRequest(path + name + " must be a string");
        }
        return requireBytes(name, node.stringValue(), maxBytes);
    }

    @Nullable String optionalObject(String name, int maxBytes) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isObject()) {
            throw badRequest(path + name + " must be a JSON object");
        }
        return requireBytes(name, node.toString(), maxBytes);
    }

    @Nullable Fields optionalFields(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isObject()) {
            throw badRequest(path + name + " must be a JSON object");
        }
        return new Fields(node, path + name + ".");
    }

    /** The objects of an array; none where it is absent. */
    List<Fields> objects(String name) {
        JsonNode array = node(name);
        if (array == null) {
            return List.of();
        }
        if (!array.isArray()) {
            throw badRequest(path + name + " must be an array");
        }
        List<Fields> objects = new ArrayList<>();
        for (JsonNode node : array) {
            String place = path + name + "[" + objects.size() + "]";
            if (!node.isObject()) {
                throw badRequest(place + " must be a JSON object");
            }
            objects.add(new Fields(node, place + "."));
        }
        return objects;
    }

    /** What goes before the name of a field. */
    String path() {
        return path;
    }

    @Nullable Long optionalInteger(String name, long min) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < min) {
            throw badRequest(path + name + " must be a whole number of " + min + " or more, below 2^63");
        }
        return node.longValue();
    }

    long integer(String name, long min) {
        Long value = optionalInteger(name, min);
        if (value == null) {
            throw badRequest(path + name + " is missing");
        }
        return value;
    }

    /** Whether the field is there and null, which says something else than leaving it out. */
    boolean isNull(String name) {
        JsonNode node = object.get(name);
        return node != null && node.isNull();
    }

    @Nullable Boolean optionalFlag(String name) {
        JsonNode node = node(name);
        if (node != null && !node.isBoolean()) {
            throw badRequest(path + name + " must be true or false");
        }
        return node == null ? null : node.booleanValue();
    }

    private String requireBytes(String name, String value, int maxBytes) {
        if (value.length() > maxBytes
                || (value.length() > maxBytes / 3 && value.getBytes(StandardCharsets.UTF_8).length > maxBytes)) {
            throw new FieldException(ErrorCode.TOO_LARGE, path + name + " must have at most " + maxBytes + " bytes");
        }
        return value;
    }

    private @Nullable JsonNode node(String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }
}
