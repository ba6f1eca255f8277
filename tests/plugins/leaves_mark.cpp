// No plugin: its constructor leaves a file where GATEWISE_TEST_MARK says, which shows that it was loaded.
#include <cstdlib>
#include <fstream>

namespace {

const bool left = [] {
  const char* file = std::getenv("GATEWISE_TEST_MARK");
  return file != nullptr && (std::ofstream(file) << "loaded").good();
}();

}  // namespace

extern "C" __attribute__((visibility("default"))) bool was_loaded() { return left; }
