package io.tidemark.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of a file:
 *
 * <pre>{@code
 * {"tokens": [{"name": "dashboard", "scopes": ["read"], "sha256": "9f86d081…"}]}
 * }</pre>
 *
 * where {@code sha256} is that of the token's text, as {@code printf %s TOKEN | sha256sum} writes
 * it. Scopes are {@code read}, {@code originals} and {@code redrive}.
 *
 * <p>The file is looked at again at most once a second; a new one that cannot be read is logged,
 * and the tokens of the old one go on. A token is compared with each of the file, in a time that
 * does not tell which is near.
 */
public final class Tokens {
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @SuppressWarnings("ArrayRecordComponent") // Compared only by MessageDigest.
  private record Token(Principal principal, byte[] sha256) {}

  private final Path file;
  private volatile List<Token> tokens;
  private byte[] content;
  private Instant lookedAt;

  private Tokens(Path file, byte[] content, List<Token> tokens, Instant lookedAt) {
    this.file = file;
    this.content = content;
    this.tokens = tokens;
    this.lookedAt = lookedAt;
  }

  /**
   * Reads the tokens of a file.
   *
   * @throws IllegalArgumentException if it cannot be read or is not as it should be; the message
   *     names the file and what is wrong
   */
  public static Tokens of(Path file, Instant now) {
    try {
      byte[] content = Files.readAllBytes(file);
      return new Tokens(file, content, parse(file, content), now);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "tokenFile is '" + file + "', which cannot be read: " + e, e);
    }
  }

  /** Returns whose token it is; empty if it is nobody's. */
  public Optional<Principal> principal(String token, Instant now) {
    look(now);
    byte[] hash = sha256(token.getBytes(StandardCharsets.UTF_8));
    Principal found = null;
    for (Token known : tokens) {
      // All of them, always: the time must not say which one it was.
      if (MessageDigest.isEqual(known.sha256(), hash)) {
        found = known.principal();
      }
    }
    return Optional.ofNullable(found);
  }

  private synchronized void look(Instant now) {
    if (now.isBefore(lookedAt.plusSeconds(1))) {
      return;
    }
    lookedAt = now;
    try {
      byte[] newest = Files.readAllBytes(file);
      if (!Arrays.equals(newest, content)) {
        content = newest;
        tokens = parse(file, newest);
        LOG.info("read {} tokens of {}", tokens.size(), file);
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("the tokens read before go on: {}", e.toString());
    }
  }

  private static List<Token> parse(Path file, byte[] content) {
    JsonNode list;
    try {
      list = MAPPER.readTree(content).path("tokens");
    } catch (IOException e) {
      // Not the parser's message: it quotes what is in the file.
      throw new IllegalArgumentException("tokenFile " + file + " is not JSON");
    }
    if (!list.isArray() || list.isEmpty()) {
      throw new IllegalArgumentException(
          "tokenFile " + file + " must have an array \"tokens\" of at least one token");
    }
    List<Token> tokens = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode node : list) {
      Token token = token(file, node);
      if (!names.add(token.principal().name())) {
        throw wrong(file, "name", token.principal().name(), "a name of one token only");
      }
      tokens.add(token);
    }
    return List.copyOf(tokens);
  }

  private static Token token(Path file, JsonNode node) {
    String name = node.path("name").asText("");
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw wrong(file, "name", name, "1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'");
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (JsonNode scope : node.path("scopes")) {
      scopes.add(
          Scope.ofLabel(scope.asText())
              .orElseThrow(
                  () -> wrong(file, "a scope", scope.asText(), "read, originals, redrive")));
    }
    String sha256 = node.path("sha256").asText("");
    if (!sha256.matches("[0-9a-fA-F]{64}")) {
      throw wrong(file, "sha256 of " + name, "(hidden)", "64 hexadecimal digits");
    }
    return new Token(new Principal(name, Set.copyOf(scopes)), HexFormat.of().parseHex(sha256));
  }

  private static IllegalArgumentException wrong(
      Path file, String what, String value, String allowed) {
    return new IllegalArgumentException(
        "tokenFile " + file + ": " + what + " is '" + value + "'; allowed: " + allowed);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
