package io.tidemark.pipelines.document;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFileTest {
  @TempDir Path directory;

  @Test
  void aFileIsOpened() throws IOException {
    Path file = Files.writeString(directory.resolve("a.json"), "{}");
    try (InputStream in = NamedFile.open(file.toString())) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8), is("{}"));
    }
  }

  /** Looking for names that match one would walk through the directory, with all that is below. */
  @Test
  void aNameIsNotMatchedWithOthers() throws IOException {
    Files.writeString(directory.resolve("ab.json"), "{}");
    assertThrows(FileNotFoundException.class, () -> NamedFile.open(directory + "/a*.json"));
    assertThrows(FileNotFoundException.class, () -> NamedFile.open(directory + "/none.json"));
  }
}
