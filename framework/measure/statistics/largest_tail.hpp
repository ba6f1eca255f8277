#ifndef GATEWISE_MEASURE_STATISTICS_LARGEST_TAIL_HPP
#define GATEWISE_MEASURE_STATISTICS_LARGEST_TAIL_HPP

#include <cstddef>

namespace gatewise {

/// How often one of `count` equally correlated standard normals may exceed a bound so that the largest of them does in
/// `tail` of all cases: tail itself for one of them, or where they are all alike; about tail / count where they are
/// independent (Dunnett 1955).
double largest_tail(std::size_t count, double correlation, double tail);

}  // namespace gatewise

#endif
