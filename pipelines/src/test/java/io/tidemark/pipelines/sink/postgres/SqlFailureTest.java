package io.tidemark.pipelines.sink.postgres;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each error code that PostgreSQL documents (appendix A of its manual) calls for. */
class SqlFailureTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "03 sql_statement_not_yet_complete | 03000 | FATAL",
        "08 connection | 08000 08003 08006 08001 08004 08007 08P01 | CONNECTION",
        "09 triggered_action_exception | 09000 | FATAL",
        "0A feature_not_supported | 0A000 | FATAL",
        "0B invalid_transaction_initiation | 0B000 | FATAL",
        "0F locator | 0F000 0F001 | FATAL",
        "0L invalid_grantor | 0L000 0LP01 | FATAL",
        "0P invalid_role | 0P000 | FATAL",
        "0Z diagnostics | 0Z000 0Z002 | FATAL",
        "10 xquery | 10608 | FATAL",
        "20 case_not_found | 20000 | FATAL",
        "21 cardinality_violation | 21000 | CONTENT",
        "22 data | 22000 2202E 22021 22008 22012 22005 2200B 22022 22015 2201E 22014 22016 2201F"
            + " 2201G 22018 22007 22019 2200D 22025 22P06 22010 22023 22013 2201B 2201W 2201X 2202H"
            + " 2202G 22009 2200C 2200G 22004 22002 22003 2200H 22026 22001 22011 22027 22024 2200F"
            + " 22P01 22P02 22P03 22P04 22P05 2200L 2200M 2200N 2200S 2200T 22030 22031 22032 22033"
            + " 22034 22035 22036 22037 22038 22039 2203A 2203B 2203C 2203D 2203E 2203F 2203G"
            + " | CONTENT",
        "23 integrity | 23000 23001 23502 23503 23505 23514 23P01 | CONTENT",
        "24 invalid_cursor_state | 24000 | FATAL",
        "25 transaction state | 25000 25001 25002 25008 25003 25004 25005 25007 25P01 25P02"
            + " | FATAL",
        "25 read only, as a standby is | 25006 | CONNECTION",
        "25 timeouts | 25P03 25P04 | CONTENTION",
        "26 a pooler's prepared statement | 26000 | CONTENTION",
        "27 triggered_data_change_violation | 27000 | FATAL",
        "28 authorization | 28000 28P01 | FATAL",
        "2B dependent privileges | 2B000 2BP01 | FATAL",
        "2D invalid_transaction_termination | 2D000 | FATAL",
        "2F sql routine | 2F000 2F005 2F002 2F003 2F004 | FATAL",
        "34 invalid_cursor_name | 34000 | FATAL",
        "38 external routine | 38000 38001 38002 38003 38004 | FATAL",
        "39 external routine invocation | 39000 39001 39004 39P01 39P02 39P03 | FATAL",
        "3B savepoint | 3B000 3B001 | FATAL",
        "3D no such database | 3D000 | FATAL",
        "3F no such schema | 3F000 | FATAL",
        "40 rollback | 40000 40001 40003 40P01 | CONTENTION",
        "40 integrity constraint at commit | 40002 | CONTENT",
        "42 syntax and access | 42000 42601 42501 42846 42803 42P20 42P19 42830 42602 42622 42939"
            + " 42804 42P18 42P21 42P22 42809 428C9 42703 42883 42P01 42P02 42704 42701 42P03 42P04"
            + " 42723 42P06 42P07 42712 42710 42702 42725 42P08 42P09 42P10 42611 42P11 42P12 42P13"
            + " 42P14 42P15 42P16 42P17 | FATAL",
        "42 a pooler's prepared statement | 42P05 | CONTENTION",
        "44 with_check_option_violation | 44000 | CONTENT",
        "53 resources | 53000 53100 53200 53300 53400 | CONNECTION",
        "54 a row beyond a limit | 54000 54001 | CONTENT",
        "54 too many columns or arguments | 54011 54023 | FATAL",
        "55 prerequisite state | 55000 55P02 55P04 | FATAL",
        "55 in use or locked | 55006 55P03 | CONTENTION",
        "57 operator intervention | 57000 57P04 | FATAL",
        "57 a statement that took too long | 57014 | CONTENTION",
        "57 shutdown, recovery, idle session | 57P01 57P02 57P03 57P05 | CONNECTION",
        "58 system | 58000 58030 58P01 58P02 58P03 | CONNECTION",
        "72 snapshot_too_old | 72000 | FATAL",
        "F0 configuration file | F0000 F0001 | FATAL",
        "HV foreign data | HV000 HV005 HV002 HV010 HV021 HV024 HV007 HV008 HV004 HV006 HV091 HV00B"
            + " HV00C HV00D HV090 HV00A HV009 HV014 HV001 HV00P HV00J HV00K HV00Q HV00R HV00L HV00M"
            + " HV00N | FATAL",
        "P0 plpgsql | P0000 P0002 P0003 P0004 | FATAL",
        "P0 a trigger that refuses a row | P0001 | CONTENT",
        "XX internal | XX000 XX001 XX002 | FATAL"
      })
  void everyDocumentedCodeHasItsRemedy(String what, String codes, SqlFailure expected) {
    for (String code : codes.split(" ")) {
      assertThat(code, SqlFailure.of(new SQLException("x", code)), is(expected));
    }
  }

  @ParameterizedTest
  @CsvSource({"22ZZZ,CONTENT", "08ZZZ,CONNECTION", "40ZZZ,CONTENTION", "99999,FATAL"})
  void aCodeThatIsNotKnownIsJudgedByItsClass(String code, SqlFailure expected) {
    assertThat(SqlFailure.of(new SQLException("x", code)), is(expected));
  }
}
