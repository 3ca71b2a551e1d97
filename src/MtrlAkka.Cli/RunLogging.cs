using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace MtrlAkka.Cli;

/// <summary>
/// A run's log: short lines for the eye on the console, everything as compact JSON in the run folder's <c>log</c>, one file a day
/// and at most 64 MB each, the newest twenty kept.
/// </summary>
public sealed class RunLogging : IDisposable
{
    private const long FileSize = 64L << 20;
    private const int FilesKept = 20;

    private readonly LoggingLevelSwitch _consoleLevel = new(LogEventLevel.Information);
    private readonly ConsoleSink _console = new();
    private readonly LastingProperties _properties = new();
    private readonly Logger _logger;

    /// <summary>Starts logging.</summary>
    /// <param name="runFolder">The run's folder; its <c>log</c> folder is made. Null logs to the console only.</param>
    /// <param name="fileLevel">The least level that the file takes.</param>
    public RunLogging(string? runFolder, LogEventLevel fileLevel = LogEventLevel.Information)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(fileLevel < LogEventLevel.Information ? fileLevel : LogEventLevel.Information)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            // That the live page's keys are only in memory is as it should be.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            .Enrich.FromLogContext()
            .Enrich.With(_properties)
            .WriteTo.Sink(_console, levelSwitch: _consoleLevel);
        if (runFolder is not null)
        {
            configuration.WriteTo.File(
                new CompactJsonFormatter(),
                Path.Combine(runFolder, "log", "mtrl-.json"),
                restrictedToMinimumLevel: fileLevel,
                fileSizeLimitBytes: FileSize,
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: FilesKept);
        }

        _logger = configuration.CreateLogger();
        Factory = new SerilogLoggerFactory(_logger);
    }

    /// <summary>Serilog's own logger.</summary>
    public Serilog.ILogger Logger => _logger;

    /// <summary>The same log for Microsoft.Extensions.Logging, and so for Akka.Hosting's logger factory.</summary>
    public ILoggerFactory Factory { get; }

    /// <summary>The least level that the console shows: information at first, warnings while a live display is on. The file is not touched.</summary>
    public LogEventLevel ConsoleLevel
    {
        get => _consoleLevel.MinimumLevel;
        set => _consoleLevel.MinimumLevel = value;
    }

    /// <summary>The least level of Akka's own lines that the console shows; information at first. The file is not touched.</summary>
    public LogEventLevel AkkaConsoleLevel
    {
        get => _console.AkkaLevel;
        set => _console.AkkaLevel = value;
    }

    /// <summary>Where the console's lines go: standard error at first, a live display's notes while one is on.</summary>
    public Action<string> ConsoleLine
    {
        get => _console.Line;
        set => _console.Line = value;
    }

    /// <summary>Has every line in the file say this from now on: on which node it was written, and of which run.</summary>
    /// <param name="name">Name of the property.</param>
    /// <param name="value">Its value; null takes it away.</param>
    public void Say(string name, object? value) => _properties.Set(name, value);

    /// <summary>Makes this the log of a host.</summary>
    public void AddTo(IServiceCollection services) => services.AddSerilog(_logger, dispose: false);

    /// <summary>Writes out what is pending and closes the file.</summary>
    public void Dispose()
    {
        Factory.Dispose();
        _logger.Dispose();
    }

    /// <summary>Properties of all lines; any thread may change them.</summary>
    private sealed class LastingProperties : ILogEventEnricher
    {
        private readonly ConcurrentDictionary<string, LogEventProperty> _all = new(StringComparer.Ordinal);

        public void Set(string name, object? value)
        {
            if (value is null) _all.TryRemove(name, out _);
            else _all[name] = new LogEventProperty(name, value is IEnumerable<string> several ? new SequenceValue(several.Select(static one => new ScalarValue(one))) : new ScalarValue(value));
        }

        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            foreach (var property in _all.Values) logEvent.AddPropertyIfAbsent(property);
        }
    }

    /// <summary>One short line an event. Stack traces are for the file.</summary>
    private sealed class ConsoleSink : ILogEventSink
    {
        private readonly MessageTemplateTextFormatter _message = new("{Message:lj}", CultureInfo.InvariantCulture);
        private volatile Action<string> _line = Console.Error.WriteLine;

        public Action<string> Line
        {
            get => _line;
            set => _line = value;
        }

        public LogEventLevel AkkaLevel { get; set; } = LogEventLevel.Information;

        public void Emit(LogEvent logEvent)
        {
            if (logEvent.Level < AkkaLevel && logEvent.Properties.GetValueOrDefault(Constants.SourceContextPropertyName) is ScalarValue { Value: string source }
                && source.StartsWith("Akka.", StringComparison.Ordinal)) return;
            string level = logEvent.Level switch
            {
                LogEventLevel.Warning => "warning: ",
                LogEventLevel.Error or LogEventLevel.Fatal => "error: ",
                _ => "",
            };
            using var message = new StringWriter(CultureInfo.InvariantCulture);
            _message.Format(logEvent, message);
            string reason = logEvent.Exception is null ? "" : $" ({logEvent.Exception.GetType().Name}: {logEvent.Exception.Message.ReplaceLineEndings(" ")})";
            Line(string.Create(CultureInfo.InvariantCulture, $"{logEvent.Timestamp:HH:mm:ss} {level}{message}{reason}"));
        }
    }
}
