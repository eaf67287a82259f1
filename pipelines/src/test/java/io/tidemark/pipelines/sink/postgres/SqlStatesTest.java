package io.tidemark.pipelines.sink.postgres;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStatesTest {

  /** The file has a line for each state in the appendix of PostgreSQL's manual. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvFileSource(resources = "/postgres/sqlstates.csv", numLinesToSkip = 1)
  void everyStateThatPostgresqlDocumentsHasAFate(
      String state, String unusedCondition, SqlFailure failure) {
    assertThat(SqlFailure.of(new SQLException("x", state)), is(failure));
  }

  @ParameterizedTest
  @CsvSource({
    "08P99,CONNECTION",
    "08S01,CONNECTION",
    "22ZZZ,CONTENT",
    "23999,CONTENT",
    "40999,CONTENTION",
    "53999,CONNECTION",
    "54999,CONTENT",
    "57P99,CONNECTION",
    "42999,CONFIGURATION",
    "99999,CONFIGURATION",
    "4,CONFIGURATION",
    "'',CONFIGURATION"
  })
  void aStateThatIsNotDocumentedIsJudgedByItsClass(String state, SqlFailure failure) {
    assertThat(SqlFailure.of(new SQLException("x", state)), is(failure));
  }
}
