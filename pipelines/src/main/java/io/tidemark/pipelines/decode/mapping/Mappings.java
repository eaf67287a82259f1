package io.tidemark.pipelines.decode.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.tidemark.pipelines.document.Entry;
import io.tidemark.pipelines.document.JsonFile;
import io.tidemark.pipelines.document.Problems;
import io.tidemark.pipelines.document.UntrustedJson;
import io.tidemark.pipelines.record.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The mappings of a job. An object is mapped by the first whose condition holds; a mapping without
 * a condition takes every object but those whose {@code type} is a native name and those that have
 * {@code specversion}, as CloudEvents do. What no mapping takes is read without.
 *
 * <p>Immutable, and safe for many threads. Serialized it is its files. Cost: one pass over an
 * object, which skips what no pointer leads to, and one object written.
 */
public final class Mappings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No mapping. */
  public static final Mappings NONE = new Mappings(List.of(), Map.of());

  /** The names of the mappings that ship. */
  private static final List<String> SHIPPED = List.of("litellm");

  private static final Outcome NO_OBJECT = new Outcome.NoObject();

  private static final JsonFactory JSON =
      UntrustedJson.upToDepth(StreamReadConstraints.DEFAULT_MAX_DEPTH).build();

  private final List<Text> texts;
  private final transient List<Mapping> mappings;
  private final transient PointerTree pointers = new PointerTree();
  private final transient int type = pointers.slot(new Pointer("/type", List.of("type")));
  private final transient int cloudEvent =
      pointers.slot(new Pointer("/specversion", List.of("specversion")));
  private final Map<String, Target> targets;

  /**
   * A file.
   *
   * @param shipped whether it ships with this program: then fields that this version does not have
   *     are left out
   */
  private record Text(String name, byte[] json, boolean shipped) implements Serializable {}

  /** What is sent to a worker. */
  private record Stored(List<Text> texts, Map<String, Target> targets) implements Serializable {
    private Object readResolve() {
      return texts.isEmpty() ? NONE : new Mappings(texts, targets);
    }
  }

  private Mappings(List<Text> texts, Map<String, Target> targets) {
    this.texts = List.copyOf(texts);
    this.targets = new TreeMap<>(targets);
    Problems problems = new Problems();
    List<Mapping> read = new ArrayList<>();
    for (Text text : texts) {
      Entry root = JsonFile.parse(text.name(), text.json(), true, problems);
      Mapping mapping =
          root == null
              ? null
              : new MappingFile(text.name(), targets, text.shipped(), pointers, problems)
                  .read(root);
      if (mapping != null) {
        read.add(mapping);
      }
    }
    problems.throwIfAny("--mapping");
    this.mappings = List.copyOf(read);
  }

  /**
   * Reads mappings.
   *
   * @param specs names of mappings that ship ({@code litellm}), or files, in any file system that
   *     Beam knows
   * @param targets the fields that may be mapped, by name
   * @throws IllegalArgumentException with all that is wrong: file, line, entry, value and what is
   *     allowed
   */
  public static Mappings read(List<String> specs, Map<String, Target> targets) {
    Problems problems = new Problems();
    List<Text> texts = new ArrayList<>();
    for (String spec : specs) {
      boolean shipped = SHIPPED.contains(spec);
      byte[] json = shipped ? shipped(spec) : JsonFile.bytes(spec, problems);
      if (json != null) {
        texts.add(new Text(spec, json, shipped));
      }
    }
    problems.throwIfAny("--mapping");
    return texts.isEmpty() ? NONE : new Mappings(texts, targets);
  }

  private static byte[] shipped(String name) {
    try (InputStream in = Mappings.class.getResourceAsStream(name + ".json")) {
      if (in == null) {
        throw new IllegalStateException("mapping " + name + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether there is no mapping. */
  public boolean isEmpty() {
    return mappings.isEmpty();
  }

  /**
   * Maps one object.
   *
   * @param json well-formed UTF-8
   */
  public Outcome map(Bytes json) {
    try (JsonParser parser = JSON.createParser(json.array(), json.from(), json.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return NO_OBJECT;
      }
      Values values = pointers.read(parser, json.array(), json.from());
      if (parser.nextToken() != null) {
        return NO_OBJECT;
      }
      Mapping mapping = mappingOf(values);
      return mapping == null ? new Outcome.NotMapped(isNative(values)) : mapping.map(values);
    } catch (IOException e) {
      return NO_OBJECT;
    }
  }

  private @Nullable Mapping mappingOf(Values values) {
    for (Mapping mapping : mappings) {
      boolean accepts = mapping.condition() == null ? !isNative(values) : mapping.accepts(values);
      if (accepts) {
        return mapping;
      }
    }
    return null;
  }

  private boolean isNative(Values values) {
    Found found = values.at(type);
    return (found != null && MappingFile.STREAMS.contains(found.text()))
        || values.at(cloudEvent) != null;
  }

  private Object writeReplace() {
    return new Stored(texts, targets);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("mappings are stored as their files");
  }

  /** Returns the names of the files, for messages. */
  @Override
  public String toString() {
    return texts.stream().map(Text::name).collect(Collectors.joining(", "));
  }
}
