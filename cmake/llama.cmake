# llama.cpp, from source, as a target llama_cpp. Its own flags: unsanitized, optimised in every preset.
set(TARE_LLAMA_SOURCE ${CMAKE_SOURCE_DIR}/third_party/llama.cpp)
if(NOT EXISTS ${TARE_LLAMA_SOURCE}/CMakeLists.txt)
  message(FATAL_ERROR "llama.cpp's source is not in third_party/: run tools/fetch_llama.sh, or configure with -DTARE_LLAMA=OFF.")
endif()
foreach(part COMMON TOOLS EXAMPLES TESTS SERVER APP UI)
  set(LLAMA_BUILD_${part} OFF CACHE BOOL "" FORCE)
endforeach()
set(BUILD_SHARED_LIBS OFF CACHE BOOL "" FORCE)
set(GGML_RPC ON CACHE BOOL "" FORCE)
set(GGML_CCACHE OFF CACHE BOOL "" FORCE)  # the launcher is set for the whole tree

# GPU backends are built when their toolkits are here; ./run prints the file that says which.
find_program(NVCC nvcc HINTS /usr/local/cuda/bin)
find_package(Vulkan QUIET COMPONENTS glslc)
find_package(SPIRV-Headers CONFIG QUIET)
set(TARE_VULKAN_OLDEST 1.3.301)  # Debian 12's 1.3.239 are too old for v0.5.0's sources
if(NVCC)
  set(GGML_CUDA ON CACHE BOOL "")
  set(backends "CUDA")
else()
  set(backends "no CUDA (nvcc not found)")
endif()
if(NOT Vulkan_glslc_FOUND OR NOT SPIRV-Headers_FOUND)
  string(APPEND backends ", no Vulkan (its headers, SPIRV-Headers or glslc not found)")
elseif(Vulkan_VERSION VERSION_LESS TARE_VULKAN_OLDEST)
  string(APPEND backends ", no Vulkan (headers ${Vulkan_VERSION}, older than ${TARE_VULKAN_OLDEST})")
else()
  set(GGML_VULKAN ON CACHE BOOL "")
  string(APPEND backends ", Vulkan")
endif()
file(WRITE ${CMAKE_BINARY_DIR}/backends.txt "llama.cpp is built with: CPU, RPC, ${backends}\n")

add_subdirectory(${TARE_LLAMA_SOURCE} ${CMAKE_BINARY_DIR}/llama.cpp EXCLUDE_FROM_ALL SYSTEM)

# Run once a load or never: a third of their compiling is worth more to a first ./run.
set(cold llama-grammar.cpp llama-model-loader.cpp llama-model.cpp llama-quant.cpp unicode.cpp)
list(TRANSFORM cold PREPEND ${TARE_LLAMA_SOURCE}/src/)
set_source_files_properties(${cold} TARGET_DIRECTORY llama PROPERTIES COMPILE_OPTIONS -O1)

add_library(llama_cpp INTERFACE)
target_link_libraries(llama_cpp INTERFACE llama ggml)
# llama-ext.h (memory by device and purpose) and ggml-backend-impl.h (the stand-in card) are not installed.
target_include_directories(llama_cpp SYSTEM INTERFACE ${TARE_LLAMA_SOURCE}/src ${TARE_LLAMA_SOURCE}/ggml/src)
