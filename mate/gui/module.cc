#include <unistd.h>

#include <QApplication>
#include <QByteArray>
#include <QSocketNotifier>
#include <cstdio>
#include <memory>

#include "mate/gui/chat_window.h"
#include "mate/gui_module.h"

namespace {

constexpr int kRefused = 3;  // exit code: the machine refused

// QApplication keeps a reference to argc: it must live as long as the process.
int argument_count = 0;
QApplication* application = nullptr;  // never deleted: Qt is not made to be taken down and up again
bool without_display = false;

// Qt ends the process when it can't reach a display; our user gets a sentence and a status first.
void take_message(QtMsgType type, const QMessageLogContext& /*context*/, const QString& message) {
  if (type == QtFatalMsg) {
    std::fprintf(stderr, "The window could not be opened: %s\n",
                 qUtf8Printable(message.section('\n', 0, 0)));
    _exit(kRefused);
  }
  if (type == QtCriticalMsg) {
    std::fprintf(stderr, "Qt: %s\n", qUtf8Printable(message));
  }
}

}  // namespace

#define TARE_EXPORT __attribute__((visibility("default")))

extern "C" TARE_EXPORT int desktop_mate_gui_open(void) { return 0; }

extern "C" TARE_EXPORT int desktop_mate_gui_make_application(int argc, char** argv) {
  if (application != nullptr) {
    return 0;
  }
  without_display = !qEnvironmentVariableIsSet("DISPLAY") &&
                    !qEnvironmentVariableIsSet("WAYLAND_DISPLAY") &&
                    !qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
  if (without_display) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
  }
  qInstallMessageHandler(take_message);
  argument_count = argc;
  application = new QApplication(argument_count, argv);
  return 0;
}

extern "C" TARE_EXPORT int desktop_mate_gui_run(mate::ChatWindowBackend* backend,
                                                const mate::ChatWindowSettings* settings) {
  if (application == nullptr || without_display) {
    std::fputs(
        "There is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are not set): use "
        "desktop-mate chat.\n",
        stderr);
    return kRefused;
  }
  mate::gui::ChatWindow window(*backend, *settings);
  window.show();
  std::unique_ptr<QSocketNotifier> stop;
  if (settings->stop_fd >= 0) {
    stop = std::make_unique<QSocketNotifier>(settings->stop_fd, QSocketNotifier::Read);
    QObject::connect(stop.get(), &QSocketNotifier::activated, &window, [&] {
      stop->setEnabled(false);
      window.close();
    });
  }
  return QApplication::exec();
}
