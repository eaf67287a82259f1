package io.tidemark.pipelines.source.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.api.Test;

class CommitNoteTest {

  @Test
  void noteIsReadAsItWasWritten() {
    CommitNote note = new CommitNote(PartitionWatermark.MIN_MILLIS, 262_144, 17);
    assertThat(note.metadata(), is("v1;w=-9223372036854775;r=262144;s=17"));
    assertThat(CommitNote.parse(note.metadata()), is(note));
  }

  @Test
  void whatOthersHaveCommittedIsNoNote() {
    for (String other : new String[] {null, "", "v1", "v2;w=1;r=2;s=3", "v1;w=1;r=-2;s=3"}) {
      assertThat(other, CommitNote.parse(other), is(nullValue()));
    }
  }
}
