package io.tidemark.query.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Reads certificate and key as they are usually given, as PEM. */
final class TlsFiles {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private TlsFiles() {}

  /**
   * Returns what a connector needs.
   *
   * @throws IllegalArgumentException if a file is not as it should be; the message names it
   */
  static SslContextFactory.Server of(ApiOptions.Tls tls) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("tls", key(tls.key()), new char[0], chain(tls.certificate()));
      SslContextFactory.Server factory = new SslContextFactory.Server();
      factory.setKeyStore(store);
      factory.setKeyStorePassword("");
      factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
      return factory;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "TLS files " + tls.certificate() + " and " + tls.key() + " cannot be used: " + e, e);
    }
  }

  private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
    CertificateFactory x509 = CertificateFactory.getInstance("X.509");
    Certificate[] chain =
        x509.generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
            .toArray(Certificate[]::new);
    if (chain.length == 0) {
      throw new IllegalArgumentException("TLS file " + file + " has no certificate as PEM");
    }
    return chain;
  }

  private static PrivateKey key(Path file) throws IOException {
    Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new IllegalArgumentException(
          "TLS file " + file + " has no BEGIN PRIVATE KEY; allowed: PKCS #8 as PEM, not encrypted");
    }
    PKCS8EncodedKeySpec spec =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // The next algorithm is tried; the key does not say in its header which it is for.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has " + algorithm, e);
      }
    }
    throw new IllegalArgumentException(
        "TLS file " + file + " has a key of an unknown kind; allowed: RSA, EC, Ed25519");
  }
}
