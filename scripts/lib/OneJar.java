import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Puts many jars into one, whose entries are not compressed: opening thirty jars takes a JVM longer
/// than all the rest of its start.
///
/// `java -cp JAR:... OneJar.java OUTPUT JAR...`; what several jars have is that of the first, the
/// manifest, too. pmdb's own classes are desugared, for which all that they name must be on the class
/// path.
final class OneJar {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String SERVICES = "META-INF/services/";

  private final Map<String, ByteArrayOutputStream> services = new TreeMap<>();
  private final Set<String> written = new HashSet<>(Set.of(MANIFEST));
  private final ZipOutputStream out;

  private OneJar(ZipOutputStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    List<String> jars = List.of(arguments).subList(1, arguments.length);
    try (OutputStream file = Files.newOutputStream(Path.of(arguments[0]));
        ZipOutputStream out = new ZipOutputStream(file)) {
      OneJar one = new OneJar(out);
      one.write(MANIFEST, manifest(jars));
      for (String jar : jars) {
        one.add(jar);
      }
      for (var service : one.services.entrySet()) {
        one.write(service.getKey(), service.getValue().toByteArray());
      }
    }
  }

  private static byte[] manifest(List<String> jars) throws IOException {
    Manifest manifest = new Manifest();
    boolean severalReleases = false;
    for (String jar : jars.reversed()) {
      try (JarFile file = new JarFile(jar)) {
        manifest = file.getManifest();
        severalReleases |= file.isMultiRelease();
      }
    }
    manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, Boolean.toString(severalReleases));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    manifest.write(bytes);
    return bytes.toByteArray();
  }

  private void add(String jar) throws IOException {
    try (ZipFile file = new ZipFile(jar)) {
      for (ZipEntry entry : Collections.list(file.entries())) {
        if (!entry.isDirectory()) {
          add(entry.getName(), file.getInputStream(entry).readAllBytes());
        }
      }
    }
  }

  private void add(String name, byte[] content) throws IOException {
    if (name.startsWith(SERVICES)) {
      ByteArrayOutputStream all = services.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
      all.writeBytes(content);
      all.write('\n');
    } else if (!name.endsWith("module-info.class") && written.add(name)) {
      write(name, isOwn(name) ? Desugar.desugar(content) : content);
    }
  }

  private static boolean isOwn(String name) {
    return name.startsWith("io/github/pmdb/") && name.endsWith(".class");
  }

  private void write(String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 sum = new CRC32();
    sum.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    entry.setTime(0);
    out.putNextEntry(entry);
    out.write(content);
  }
}
