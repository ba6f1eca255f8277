// Wants 3 GiB and keeps them; right where it gets them.
#include <memory>
#include <vector>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run& run) const {
    static std::vector<std::unique_ptr<std::byte[]>> kept;
    constexpr std::size_t piece = std::size_t{64} << 20;
    while (kept.size() < 48) kept.push_back(std::unique_ptr<std::byte[]>(new std::byte[piece]));
    GoodCell::run(run);
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("exhausts_memory", Cell)
