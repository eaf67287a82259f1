package io.tidemark.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** The nodes of a file in YAML 1.2. Nothing is constructed of them, so no tag runs any code. */
final class YamlDocument {
  private static final String EMPTY =
      "it has no settings: needed is at least one, such as\n    performance:\n      fixedSize: 5m";

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String file;
  private final List<Fault> faults;

  /**
   * @param file the file as it was named
   * @param faults what is wrong is added to
   */
  YamlDocument(String file, List<Fault> faults) {
    this.file = file;
    this.faults = faults;
  }

  /** Returns the outermost mapping; empty after a fault. */
  Optional<MappingNode> root() {
    List<Node> documents = new ArrayList<>();
    try {
      new Compose(LoadSettings.builder().setLabel(file).build())
          .composeAllFromString(text())
          .forEach(documents::add);
    } catch (NoSuchFileException | InvalidPathException e) {
      return wrong(0, "there is no such file");
    } catch (CharacterCodingException e) {
      return wrong(0, "it is no text in UTF-8");
    } catch (IOException e) {
      return wrong(0, "it cannot be read: " + reason());
    } catch (MarkedYamlEngineException e) {
      return wrong(e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0), problem(e));
    } catch (YamlEngineException e) {
      return wrong(0, "it is no YAML: " + e.getMessage());
    }
    return root(documents);
  }

  private String text() throws IOException {
    String text = Files.readString(Path.of(file));
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  private Optional<MappingNode> root(List<Node> documents) {
    if (documents.isEmpty() || Nodes.isNull(documents.get(0))) {
      return wrong(0, EMPTY);
    }
    if (documents.size() > 1) {
      return wrong(Nodes.line(documents.get(1)), "a second document begins: allowed is one a file");
    }
    if (documents.get(0) instanceof MappingNode mapping) {
      return mapping.getValue().isEmpty() ? wrong(0, EMPTY) : Optional.of(mapping);
    }
    return wrong(
        Nodes.line(documents.get(0)),
        "it is no mapping: needed are sections with settings below them, such as\n"
            + "    performance:\n      fixedSize: 5m");
  }

  private String reason() {
    Path path = Path.of(file);
    return Files.isDirectory(path)
        ? "it is a directory"
        : Files.isReadable(path) ? "reading failed" : "this user may not read it";
  }

  private static String problem(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem()).strip();
    return problem.contains("\\t(TAB)")
        ? "it has a tab where YAML takes spaces: indent with spaces"
        : "it is no YAML: " + problem;
  }

  private Optional<MappingNode> wrong(int line, String text) {
    faults.add(new Fault(file, line, text));
    return Optional.empty();
  }
}
