/// A folder for working files that disappears with its owner.
#pragma once

#include <string>

namespace telemetry {

class TemporaryFolder {
 public:
  /// Created with mkdtemp(3) in $TMPDIR, or in /tmp where that is not set.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace telemetry
