// In which scenarios cost is measured, and under which terms.
#ifndef GATEWISE_MEASURE_SCENARIOS_TERMS_HPP
#define GATEWISE_MEASURE_SCENARIOS_TERMS_HPP

#include <algorithm>
#include <any>
#include <map>
#include <string>
#include <vector>

namespace gatewise {

/// The scenarios that a suite uses. Each scenario's terms are a struct of its own folder, whose `scenario` is its name;
/// terms that were never set have their defaults.
struct Scenarios {
  std::vector<std::string> use{"streaming"};  ///< names, each once

  bool has(const std::string& name) const { return std::find(use.begin(), use.end(), name) != use.end(); }

  template <class Terms>
  const Terms& of() const {
    static const Terms usual;
    const auto found = terms_.find(Terms::scenario);
    return found == terms_.end() ? usual : std::any_cast<const Terms&>(found->second);
  }
  template <class Terms>
  Terms& of() {
    return std::any_cast<Terms&>(terms_.try_emplace(Terms::scenario, Terms()).first->second);
  }

 private:
  std::map<std::string, std::any> terms_;
};

}  // namespace gatewise

#endif
