// Right, but writes 8 MiB into a file of its own.
#include <fstream>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run& run) const {
    static const bool written = write();
    if (written) GoodCell::run(run);
  }

 private:
  static bool write() {
    std::ofstream("big_file_of_a_plugin") << std::string(std::size_t{8} << 20, 'x') << std::flush;
    return true;
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("writes_file", Cell)
