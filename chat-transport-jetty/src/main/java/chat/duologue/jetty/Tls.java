package chat.duologue.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's certificate and private key, from where operators keep them. Read at once; never logged. */
public final class Tls {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private final KeyStore keyStore;
    private final String password;

    private Tls(KeyStore keyStore, String password) {
        this.keyStore = keyStore;
        this.password = password;
    }

    /**
     * From PEM files (RFC 7468), as certificate authorities hand them out.
     *
     * @param certificates the certificate chain, the server's own first
     * @param privateKey   an unencrypted PKCS #8 key: RSA, EC or Ed25519
     * @throws IllegalArgumentException if a file can't be read or is not that; the message says which and what to do
     */
    public static Tls fromPem(Path certificates, Path privateKey) {
        try (InputStream in = Files.newInputStream(certificates)) {
            List<Certificate> chain =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("The PEM file " + certificates + " holds no certificate");
            }
            PrivateKey key = readKey(privateKey);
            if (!isPair(key, chain.get(0))) {
                throw new IllegalArgumentException("The private key in " + privateKey + " is not that of the first"
                        + " certificate in " + certificates + ": give the two that were made together");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, new char[0], chain.toArray(new Certificate[0]));
            return new Tls(store, "");
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(certificates, "a PEM file with the certificate chain", e);
        }
    }

    /** Whether what the one signs, the other confirms. */
    private static boolean isPair(PrivateKey key, Certificate certificate) {
        String algorithm = key.getAlgorithm();
        String signing = switch (algorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> algorithm;
        };
        try {
            Signature signature = Signature.getInstance(signing);
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static PrivateKey readKey(Path file) throws GeneralSecurityException {
        String pem;
        try {
            pem = Files.readString(file);
        } catch (IOException e) {
            throw unreadable(file, "a PEM file with the private key", e);
        }
        Matcher found = PKCS8.matcher(pem);
        if (!found.find()) {
            throw new IllegalArgumentException("The PEM file " + file + " holds no unencrypted PKCS #8 private key"
                    + " (BEGIN PRIVATE KEY); convert it with: openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem");
        }
        PKCS8EncodedKeySpec spec;
        try {
            spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
        } catch (IllegalArgumentException e) {
            throw unreadable(file, "a PEM file with the private key", e);
        }
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                continue; // the next algorithm may know it
            }
        }
        throw new IllegalArgumentException("The private key in " + file + " is neither RSA nor EC nor Ed25519");
    }

    /**
     * From a key store of a type that the JVM knows (PKCS #12, JKS).
     *
     * @param password of the store and of the key in it
     * @throws IllegalArgumentException if the file can't be read or the password is wrong; the message says what to do
     */
    public static Tls fromKeyStore(Path file, String password) {
        try {
            return new Tls(KeyStore.getInstance(file.toFile(), password.toCharArray()), password);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unreadable(file, "a key store, with that password", e);
        }
    }

    private static IllegalArgumentException unreadable(Path file, String expected, Exception cause) {
        return new IllegalArgumentException(
                "The file " + file + " can't be read as " + expected + ": check that it exists, may be read by this"
                        + " process, and is what it should be",
                cause);
    }

    KeyStore keyStore() {
        return keyStore;
    }

    String password() {
        return password;
    }
}
