// Writes to a descriptor that is not its own: the one on which the child answers.
#include <unistd.h>

#include <string_view>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run& run) const {
    static const bool written = write_lines();
    if (!written) throw std::runtime_error("cannot write");
    GoodCell::run(run);
  }

 private:
  static bool write_lines() {
    constexpr std::string_view lines = "garbage\n{}\n{\"event\": 7}\n{\"event\": \"stage\"}\n{\"event\": \"block\"}\n";
    return ::write(3, lines.data(), lines.size()) > 0;
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("garbles_events", Cell)
