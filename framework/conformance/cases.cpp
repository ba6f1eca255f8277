#include "conformance/case.hpp"

namespace gatewise {

const std::vector<ConformanceCase>& conformance_cases() {
  static const std::vector<ConformanceCase> all = [] {
    std::vector<ConformanceCase> cases;
    for (const auto& part :
         {contract_cases(), memory_cases(), number_cases(), lane_cases(), declared_cases(), family_cases()})
      cases.insert(cases.end(), part.begin(), part.end());
    return cases;
  }();
  return all;
}

std::vector<Shape> conformance_shapes() { return {{1, 1}, {5, 17}, {17, 34}, {34, 65}, {65, 130}, {130, 64}}; }

std::vector<Shape> whole_tile_shapes() {
  return {{16, 16}, {32, 32}, {64, 64}, {64, 128}, {128, 128}, {192, 256}, {256, 256}, {512, 512}};
}

}  // namespace gatewise
