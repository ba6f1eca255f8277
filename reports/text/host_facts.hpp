#ifndef GATEWISE_REPORTS_TEXT_HOST_FACTS_HPP
#define GATEWISE_REPORTS_TEXT_HOST_FACTS_HPP

#include <string>
#include <vector>

#include "base/json_fwd.hpp"

namespace gatewise {

/// What a host's figures are read with, a sentence each, from an entry of report.json's `hosts`: its clock, and the
/// limits that bounds are made of.
std::vector<std::string> host_facts(const OrderedJson& host);

}  // namespace gatewise

#endif
