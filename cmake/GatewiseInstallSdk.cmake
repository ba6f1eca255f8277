# The install component `sdk`: what an author of plugins needs. All of it is source, so that it can be installed without a build.
include(CMakePackageConfigHelpers)
set(gatewise_package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/gatewise)

install(TARGETS gatewise_abi gatewise_sdk EXPORT gatewise_targets)
install(FILES framework/abi/gatewise/abi.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/gatewise COMPONENT sdk)
install(DIRECTORY framework/sdk/gatewise DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT sdk FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY framework/sdk/scaffold DESTINATION ${CMAKE_INSTALL_DATADIR}/gatewise COMPONENT sdk)

install(EXPORT gatewise_targets NAMESPACE gatewise:: FILE gatewise-sdk-targets.cmake DESTINATION ${gatewise_package_folder} COMPONENT sdk)
set(GATEWISE_INSTALLED_PROGRAM ${CMAKE_INSTALL_BINDIR}/gatewise)
configure_package_config_file(cmake/gatewise-config.cmake.in ${PROJECT_BINARY_DIR}/gatewise-config.cmake
  INSTALL_DESTINATION ${gatewise_package_folder} PATH_VARS GATEWISE_INSTALLED_PROGRAM)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/gatewise-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/gatewise-config.cmake ${PROJECT_BINARY_DIR}/gatewise-config-version.cmake
  cmake/GatewisePlugin.cmake cmake/gatewise_plugin.map DESTINATION ${gatewise_package_folder} COMPONENT sdk)
install(FILES cmake/deb/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/gatewise-dev COMPONENT sdk)
