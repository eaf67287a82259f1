package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the events of a record stand that is not one JSON object: the elements of arrays, and the
 * objects that follow one another, on lines of their own or not. Commas and white space between
 * them, and a byte order mark before the first, belong to none.
 *
 * <p>Only brackets, quotes and newlines are looked at, so that what is wrong within an event spoils
 * no other. An object may stand on several lines. One that does not end reaches to the next line
 * that begins with an object; an element of an array that does not end takes the rest of the
 * record. What is neither object nor array goes to the end of its line, or of its element.
 *
 * <p>It takes time in proportion to the length of the record: once a bracket was found to have no
 * match, no later one is looked for beyond the next line that begins with an object.
 */
final class EventSpans {
  /** The most events in a record. */
  static final int MOST = 10_000;

  private final byte[] text;
  private final int start;
  private final int end;
  private final List<Span> found = new ArrayList<>();
  private int at;
  private boolean inArray;
  private boolean beginsWithArray;
  private boolean hasObject;
  private boolean hasComma;
  private boolean lineByLine;
  private int nextObjectLine;

  private EventSpans(Bytes record) {
    text = record.array();
    start = record.from();
    end = start + record.length();
    at = start;
  }

  /** Finds the events of a record, or the first {@link #MOST} and one more. */
  static EventSpans in(Bytes record) {
    EventSpans spans = new EventSpans(record);
    spans.skipByteOrderMark();
    spans.find();
    return spans;
  }

  /** Returns the spans, in the order of the record. */
  List<Span> found() {
    return found;
  }

  /**
   * Returns whether the record is to be taken as a whole: it is blank, or one value, or has neither
   * an array at its beginning nor any object that ends, as what is in another format.
   */
  boolean isOneValue() {
    return !beginsWithArray && (!hasObject || (found.size() == 1 && !hasComma));
  }

  private void skipByteOrderMark() {
    if (end - at >= 3
        && text[at] == (byte) 0xEF
        && text[at + 1] == (byte) 0xBB
        && text[at + 2] == (byte) 0xBF) {
      at += 3;
    }
  }

  private void find() {
    while (found.size() <= MOST && toNext()) {
      if (!inArray && text[at] == '[') {
        beginsWithArray |= found.isEmpty();
        inArray = true;
        at++;
      } else if (inArray && text[at] == ']') {
        inArray = false;
        at++;
      } else {
        int from = at;
        at = endOfValue();
        found.add(new Span(from - start, withoutSpace(from, at) - from));
      }
    }
  }

  private boolean toNext() {
    while (at < end && (isSpace(text[at]) || text[at] == ',')) {
      hasComma |= text[at] == ',';
      at++;
    }
    return at < end;
  }

  private int endOfValue() {
    if (text[at] != '{' && text[at] != '[') {
      return inArray ? endOfElement(at) : endOfLine(at);
    }
    int limit = lineByLine && !inArray ? nextObjectLine() : end;
    int close = Brackets.end(text, at, limit, !inArray);
    if (close >= 0) {
      hasObject |= isObject(at, close);
      return withWhatFollows(close);
    }
    if (inArray) {
      return end;
    }
    lineByLine = true;
    return nextObjectLine();
  }

  /**
   * Returns the end of a value whose bracket closes before {@code close}. Between values may be
   * white space and commas; anything else makes a value of which it is a part, and spoils it.
   */
  private int withWhatFollows(int close) {
    int i = close;
    while (i < end && isSpace(text[i]) && (inArray || text[i] != '\n')) {
      i++;
    }
    boolean isSeparate = i == end || "\n,{[".indexOf(text[i]) >= 0 || (inArray && text[i] == ']');
    return isSeparate ? close : inArray ? endOfElement(i) : endOfLine(i);
  }

  /** Returns where the next line begins that begins with an object, or the end of the record. */
  private int nextObjectLine() {
    if (nextObjectLine <= at) {
      int i = at + 1;
      while (i < end && (text[i] != '{' || text[i - 1] != '\n')) {
        i++;
      }
      nextObjectLine = i;
    }
    return nextObjectLine;
  }

  /** Returns whether these bytes look like an object, as those of other formats hardly do. */
  private boolean isObject(int from, int to) {
    int i = from + 1;
    while (i < to && isSpace(text[i])) {
      i++;
    }
    return text[from] == '{' && text[i] == '"' && text[to - 1] == '}';
  }

  private int endOfLine(int from) {
    int i = from;
    while (i < end && text[i] != '\n') {
      i++;
    }
    return i;
  }

  /** Returns the end of an element that is no object and no array; it is one byte at least. */
  private int endOfElement(int from) {
    boolean quoted = false;
    int i = from;
    while (i < end && (quoted || i == from || (text[i] != ',' && text[i] != ']'))) {
      if (quoted && text[i] == '\\') {
        i++;
      } else if (text[i] == '"') {
        quoted = !quoted;
      }
      i++;
    }
    return Math.min(i, end);
  }

  private int withoutSpace(int from, int to) {
    int i = to;
    while (i > from && isSpace(text[i - 1])) {
      i--;
    }
    return i;
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
