package io.github.pmdb.app;

/// The version that the build wrote into the jar's manifest.
final class Version {
  private Version() {}

  static String line() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "pmdb " + (version == null ? "(not packaged)" : version);
  }
}
