// Right alone. Built with default visibility and with a class name that collides_b has too: loaded into one process,
// the second of them answers with the first one's code.
#include "good_cell.hpp"

class CollidingCell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
};

GATEWISE_TEST_PLUGIN("collides_a", CollidingCell)
