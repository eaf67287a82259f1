package io.tidemark.pipelines.decode;

/**
 * Reads dates and times of day in the forms that programs print by default and RFC 3339 does not
 * have:
 *
 * <ul>
 *   <li>ISO 8601 with an offset of {@code +0200}, {@code +02}, {@code UTC} or {@code GMT}, also
 *       behind a space; with a comma before the fraction; without seconds; without separators
 *       ({@code 20260105T123456Z}); with the name of a zone behind the offset ({@code +02:00 CEST},
 *       {@code +01:00[Europe/Paris]});
 *   <li>RFC 1123 and its relatives: {@code Mon, 05 Jan 2026 12:34:56 GMT}, {@code 5 Jan 2026 12:34
 *       +0100}, {@code Mon Jan 05 2026 12:34:56 GMT+0000 (Coordinated Universal Time)}, {@code Mon
 *       Jan 5 12:34:56 UTC 2026}.
 * </ul>
 *
 * <p>A name alone is taken for an offset only if it is {@code Z}, {@code UTC}, {@code UT} or {@code
 * GMT}: others have summer time or mean several zones. A year of two digits and a weekday that is
 * not that of the date are refused.
 */
final class DateTimeText {
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final String WEEKDAYS = "thufrisatsunmontuewed"; // 1970-01-01 was a Thursday
  private static final int NAME = 3;

  private final TextCursor text;
  private final boolean utcWithoutOffset;
  private int weekday = -1;
  private int year;
  private int month;
  private int day;

  private DateTimeText(String text, boolean utcWithoutOffset) {
    this.text = new TextCursor(text);
    this.utcWithoutOffset = utcWithoutOffset;
  }

  /**
   * Returns the milliseconds since the epoch, which may be before it; {@link EventTime#NONE} for a
   * text of another form, {@link EventTime#WITHOUT_OFFSET} for one without an offset.
   *
   * @param text without white space around it
   */
  static long millis(String text, boolean utcWithoutOffset) {
    DateTimeText parsed = new DateTimeText(text, utcWithoutOffset);
    TimeOfDay time = new TimeOfDay(parsed.text);
    boolean wellFormed =
        parsed.text.isAtDigit() && parsed.text.digitsAhead() >= 4
            ? parsed.readIso(time)
            : parsed.readWords(time);
    return wellFormed && parsed.text.isAtEnd() ? parsed.millis(time) : EventTime.NONE;
  }

  private long millis(TimeOfDay time) {
    long days = Rfc3339.days(year, month, day);
    boolean hasOffset = time.offsetMinutes != TimeOfDay.NO_OFFSET;
    int offset = hasOffset ? time.offsetMinutes : 0;
    long millis =
        Rfc3339.millis(days, time.hour, time.minute, time.second, time.thousandths, offset);
    if (millis == EventTime.NONE
        || (weekday >= 0 && weekday != Math.floorMod(days, WEEKDAYS.length() / NAME))) {
      return EventTime.NONE;
    }
    return hasOffset || utcWithoutOffset ? millis : EventTime.WITHOUT_OFFSET;
  }

  private boolean readIso(TimeOfDay time) {
    boolean compact = text.digitsAhead() == 8;
    boolean date;
    if (compact) {
      year = text.part(4);
      month = text.part(2);
      day = text.part(2);
      date = true;
    } else {
      year = text.number(4, 4);
      date =
          year >= 0
              && text.eat('-')
              && (month = text.number(2, 2)) > 0
              && text.eat('-')
              && (day = text.number(2, 2)) > 0;
    }
    date = date && (text.eat('T') || text.eat('t') || text.skipBlanks());
    return date && time.read(compact) && time.readOffset() && time.skipZoneName();
  }

  /** Reads a date whose month is a word: day, month, year and time, or month, day and the rest. */
  private boolean readWords(TimeOfDay time) {
    String word = text.word();
    if (!word.isEmpty() && (weekday = index(WEEKDAYS, word)) >= 0) {
      text.eat(',');
      text.skipBlanks();
      word = text.word();
    }
    boolean dayFirst = word.isEmpty();
    if (dayFirst) {
      day = text.number(1, 2);
      separator();
      word = text.word();
    }
    month = index(MONTHS, word) + 1;
    separator();
    if (!dayFirst) {
      day = text.number(1, 2);
      text.eat(',');
      text.skipBlanks();
    }
    return month > 0 && day > 0 && readYearAndTime(time);
  }

  /** Reads {@code 2026 12:34:56 GMT} or, as {@code date} prints it, {@code 12:34:56 GMT 2026}. */
  private boolean readYearAndTime(TimeOfDay time) {
    boolean yearFirst = text.digitsAhead() == 4;
    if (yearFirst) {
      year = text.number(4, 4);
      text.skipBlanks();
    }
    if (!time.read(false)) {
      return false;
    }
    if (yearFirst) {
      return time.readOffset() && time.skipZoneName();
    }
    text.skipBlanks();
    boolean offset = text.isAtDigit() || time.readOffset();
    text.skipBlanks();
    year = text.number(4, 4);
    return offset && year >= 0;
  }

  private void separator() {
    if (!text.eat('-')) {
      text.skipBlanks();
    }
  }

  /** Returns which of the names the word is or begins with, from 0; -1 if none. */
  private static int index(String names, String word) {
    if (word.length() < NAME) {
      return -1;
    }
    for (int at = 0; at < names.length(); at += NAME) {
      if (names.regionMatches(true, at, word, 0, NAME)) {
        return at / NAME;
      }
    }
    return -1;
  }
}
