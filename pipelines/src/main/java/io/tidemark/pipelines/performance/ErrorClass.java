package io.tidemark.pipelines.performance;

import java.util.List;
import java.util.Locale;

/**
 * What kind of failure a request had: twelve classes, so that errors can be counted by cause with a
 * bounded number of columns.
 *
 * <p>The text of an error is anything: the name of an exception, a status of HTTP, a word. The
 * class is the first below of which a mark is found in the text, upper and lower case alike and
 * without what is neither letter nor digit; {@link #OTHER} if none is. A mark of digits has to be a
 * whole number of the text, so that {@code 1429} is not a {@code 429}.
 */
public enum ErrorClass {
  RATE_LIMITED("429", "ratelimit", "throttl", "quota", "budgetexceeded", "toomanyrequests"),
  TIMEOUT("408", "504", "timeout", "timedout", "deadline"),
  OVERLOADED("503", "529", "overloaded", "serviceunavailable", "capacity"),
  AUTH("401", "403", "authentication", "permission", "unauthorized", "forbidden"),
  NOT_FOUND("404", "notfound"),
  CONTEXT_LENGTH("contextwindow", "contextlength", "maxtokensexceeded"),
  CONTENT_FILTER("contentpolicy", "contentfilter", "safety"),
  INVALID_REQUEST("400", "413", "422", "badrequest", "validation", "invalid"),
  CANCELLED("cancel", "abort"),
  CONNECTION("connect", "dns", "socket", "unknownhost", "ssl"),
  SERVER("5xx", "internalserver", "apierror", "servererror"),
  OTHER;

  /** How many classes there are. */
  static final int COUNT = values().length;

  private static final List<ErrorClass> ALL = List.of(values());

  private final List<String> marks;

  ErrorClass(String... marks) {
    this.marks = List.of(marks);
  }

  /** Returns the class of an error that is described by this text. */
  public static ErrorClass of(String error) {
    String letters = lettersAndDigits(error);
    for (ErrorClass kind : ALL) {
      for (String mark : kind.marks) {
        if (isNumber(mark) ? hasNumber(error, mark) : letters.contains(mark)) {
          return kind;
        }
      }
    }
    return isServerStatus(error) ? SERVER : OTHER;
  }

  private static boolean isNumber(String mark) {
    return Character.isDigit(mark.charAt(0)) && Character.isDigit(mark.charAt(1));
  }

  /** Returns whether a status of HTTP from 500 to 599 stands in the text. */
  private static boolean isServerStatus(String error) {
    for (int i = error.indexOf('5'); i >= 0; i = error.indexOf('5', i + 1)) {
      if (i + 3 <= error.length() && isWhole(error, i, i + 3)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasNumber(String error, String number) {
    for (int i = error.indexOf(number); i >= 0; i = error.indexOf(number, i + 1)) {
      if (isWhole(error, i, i + number.length())) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether these are all digits of a number in the text. */
  private static boolean isWhole(String text, int from, int to) {
    return (from == 0 || !Character.isDigit(text.charAt(from - 1)))
        && (to == text.length() || !Character.isDigit(text.charAt(to)))
        && text.substring(from, to).chars().allMatch(Character::isDigit);
  }

  private static String lettersAndDigits(String error) {
    StringBuilder kept = new StringBuilder(error.length());
    for (int i = 0; i < error.length(); i++) {
      char c = error.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        kept.append(c);
      }
    }
    return kept.toString().toLowerCase(Locale.ROOT);
  }
}
