package io.tidemark.runners.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  private static final StateIdentity IDENTITY = identity("g", "topic", "id-1");

  @TempDir Path temporary;

  private static StateIdentity identity(String group, String topic, String id) {
    return new StateIdentity(
        StateIdentity.FORMS, group, Map.of(topic, id), Map.of("fixedSize", "5m"));
  }

  @Test
  void theNewestCompleteOfTheNewestRunIsFoundWhateverTheClockSays() throws IOException {
    try (StateDirectory directory = StateDirectory.open(temporary.resolve("state # 1"))) {
      assertThat(directory.newestComplete(), equalTo(Optional.empty()));
      StateRun first = begin(directory);
      complete(first, "chk-9", 9_000);
      StateRun second = begin(directory);
      complete(second, "chk-1", 1_000);
      complete(second, "chk-2", 2_000);
      Path incomplete = checkpoints(second).resolve("chk-3");
      Files.createDirectories(incomplete);
      Path damaged = complete(second, "chk-4", 4_000);
      Files.writeString(damaged, "half");
      begin(directory);

      StateRun newest = directory.newestComplete().orElseThrow();
      assertThat(newest.directory(), equalTo(second.directory()));
      assertThat(newest.newest().orElseThrow().path().getName(), equalTo("chk-2"));
      assertThat(newest.identity(), equalTo(IDENTITY));

      directory.keepOnly(List.of(second.directory()));
      assertThat(StateDirectory.runs(directory.path()), contains(newest));
    }
  }

  @Test
  void aSavepointCountsLikeACheckpoint() throws IOException {
    try (StateDirectory directory = StateDirectory.open(temporary.resolve("state"))) {
      StateRun run = begin(directory);
      complete(run, "chk-1", 1_000);
      Path savepoint = run.directory().resolve("savepoints").resolve("savepoint-1");
      metadata(savepoint, 2_000);
      assertThat(run.newest().orElseThrow().path().getName(), equalTo("savepoint-1"));
    }
  }

  @Test
  void oneProcessAtATimeMayUseIt() {
    Path path = temporary.resolve("state");
    try (StateDirectory directory = StateDirectory.open(path)) {
      assertThat(directory.isKept(), is(true));
      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> StateDirectory.open(path));
      assertThat(
          refused.getMessage(),
          containsString("is in use by process " + ProcessHandle.current().pid() + ":"));
    }
    StateDirectory.open(path).close();
  }

  @Test
  void aTemporaryOneIsRemoved() {
    StateDirectory directory = StateDirectory.temporary();
    directory.close();
    assertThat(Files.exists(directory.path()), is(false));
  }

  @Test
  void otherTopicsGetAnotherDirectoryByDefault() throws IOException {
    StateChoice choice = new StateChoice(Map.of(), temporary);
    Path group = temporary.resolve(".local/state/tidemark/g");
    try (StateDirectory first = choice.open(null, IDENTITY)) {
      assertThat(first.path(), equalTo(group.resolve("1")));
      begin(first);
    }
    for (StateIdentity other :
        List.of(identity("g", "topic", "id-2"), identity("g", "another", "id-1"))) {
      try (StateDirectory second = choice.open(null, other)) {
        assertThat(second.path(), equalTo(group.resolve("2")));
      }
    }
    for (StateIdentity same : List.of(IDENTITY, identity("g", "topic", ""))) {
      try (StateDirectory again = choice.open(null, same)) {
        assertThat(again.path(), equalTo(group.resolve("1")));
      }
    }
  }

  @Test
  void aServiceManagerAndTheUserSayWhereStateIs() {
    Path service = temporary.resolve("service");
    Path xdg = temporary.resolve("xdg");
    try (StateDirectory directory =
        new StateChoice(
                Map.of("STATE_DIRECTORY", service + ":/other", "XDG_STATE_HOME", xdg + ""),
                temporary)
            .open(null, IDENTITY)) {
      assertThat(directory.path(), equalTo(service.resolve("g/1")));
    }
    try (StateDirectory directory =
        new StateChoice(Map.of("XDG_STATE_HOME", xdg + ""), temporary).open(null, IDENTITY)) {
      assertThat(directory.path(), equalTo(xdg.resolve("tidemark/g/1")));
    }
  }

  @Test
  void stateOfAnotherJobOrVersionIsNamed() {
    assertThat(IDENTITY.differences(IDENTITY), empty());
    assertThat(
        IDENTITY.differences(identity("other", "topic", "id-2")),
        contains(
            "--consumerGroup is other, and was g",
            "topic topic is another one: its id is id-2, and was id-1"));
    StateIdentity old = new StateIdentity("0.1.0", "g", Map.of(), Map.of());
    assertThat(
        old.differences(IDENTITY),
        contains("its form is that of version 0.1.0, and this program reads 0.2.0"));
  }

  @Test
  void aSavepointThatIsNamedMustBeComplete() throws IOException {
    Path file = metadata(temporary.resolve("savepoint-1"), 1_000);
    for (Path given : List.of(file, file.getParent())) {
      assertThat(Snapshot.at(given.toString()).path().getPath(), equalTo(given.toString()));
    }
    for (Path wrong : List.of(temporary.resolve("none"), temporary)) {
      UsageException refused =
          assertThrows(UsageException.class, () -> Snapshot.at(wrong.toString()));
      assertThat(
          refused.getMessage(),
          containsString("--savepointPath is '" + wrong + "': allowed is the directory of a"));
    }
  }

  private static StateRun begin(StateDirectory directory) {
    Path run = directory.nextRun();
    return directory.begin(
        run, JobID.generate(), StateRun.onFlink(run.resolve("checkpoints")), IDENTITY);
  }

  private static Path checkpoints(StateRun run) {
    return run.directory().resolve("checkpoints").resolve(run.job().toHexString());
  }

  private static Path complete(StateRun run, String name, long millis) throws IOException {
    return metadata(checkpoints(run).resolve(name), millis);
  }

  private static Path metadata(Path snapshot, long millis) throws IOException {
    Files.createDirectories(snapshot);
    Path file = snapshot.resolve("_metadata");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(1, List.of(), List.of()), out);
    }
    return Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
  }
}
