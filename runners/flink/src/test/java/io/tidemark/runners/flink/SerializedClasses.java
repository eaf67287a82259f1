package io.tidemark.runners.flink;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The classes that Java's serialization writes the descriptors of, with what is in a descriptor.
 */
final class SerializedClasses {

  private final SortedMap<String, ObjectStreamClass> classes = new TreeMap<>();

  /** Adds those of an object and of all that hangs on it. */
  void add(Object serializable) {
    try (ObjectOutputStream out = new Noting()) {
      out.writeObject(serializable);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Class<?>> all() {
    return classes.values().stream().<Class<?>>map(ObjectStreamClass::forClass).toList();
  }

  /** A line for each class whose name begins so: its version, and its fields. */
  String text(String beginning) {
    return classes.values().stream()
        .filter(descriptor -> descriptor.getName().startsWith(beginning))
        .map(SerializedClasses::line)
        .collect(Collectors.joining());
  }

  private static String line(ObjectStreamClass descriptor) {
    StringBuilder line = new StringBuilder(descriptor.getName());
    line.append("  ").append(descriptor.getSerialVersionUID());
    for (ObjectStreamField field : descriptor.getFields()) {
      line.append("  ").append(field.getName()).append(' ').append(field.getType().getSimpleName());
    }
    return line.append('\n').toString();
  }

  private final class Noting extends ObjectOutputStream {
    Noting() throws IOException {
      super(OutputStream.nullOutputStream());
    }

    @Override
    protected void writeClassDescriptor(ObjectStreamClass descriptor) throws IOException {
      classes.put(descriptor.getName(), descriptor);
      super.writeClassDescriptor(descriptor);
    }
  }
}
