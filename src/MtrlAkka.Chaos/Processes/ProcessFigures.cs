using System.Globalization;

namespace MtrlAkka.Chaos.Processes;

/// <summary>What a process holds at a moment, as Linux shows it in /proc.</summary>
/// <param name="Resident">Bytes in memory.</param>
/// <param name="PeakResident">The most bytes that were in memory at once.</param>
/// <param name="Handles">Open files, sockets and the like.</param>
/// <param name="Threads">Threads.</param>
public sealed record ProcessFigures(long Resident, long PeakResident, int Handles, int Threads)
{
    /// <summary>Looks at a process.</summary>
    /// <returns>Null where it has ended.</returns>
    public static ProcessFigures? Of(int process)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
        try
        {
            var status = File.ReadLines($"{folder}/status")
                .Select(static line => line.Split(':', 2))
                .Where(static parts => parts.Length == 2)
                .ToDictionary(static parts => parts[0], static parts => parts[1].Trim());

            // A process that ended and was not waited for has a status without memory.
            if (!status.TryGetValue("VmRSS", out string? resident)) return null;
            int handles = Directory.EnumerateFileSystemEntries($"{folder}/fd").Count();
            return new ProcessFigures(Bytes(resident), Bytes(status["VmHWM"]), handles, int.Parse(status["Threads"], CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Bytes(string kilobytes) => long.Parse(kilobytes.Split(' ')[0], CultureInfo.InvariantCulture) << 10;
}
