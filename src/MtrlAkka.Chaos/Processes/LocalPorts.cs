using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MtrlAkka.Chaos.Processes;

/// <summary>
/// Ports for processes that are told where to listen. None is of those that the system gives to whoever asks for any port: such a one could be
/// taken between here and there, and again while its node is down.
/// </summary>
public static class LocalPorts
{
    private const int Lowest = 10_000, Least = 10_000;
    private const string Range = "/proc/sys/net/ipv4/ip_local_port_range";

    // Processes that look at the same time look at different places.
    private static int _last = Environment.ProcessId * 7919;

    /// <summary>A port of this machine that nobody listens on now; each is given once before any comes again.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static int Free()
    {
        uint count = (uint)(Math.Max(FirstOfAny(), Lowest + Least) - Lowest);
        for (uint tried = 0; tried < count; tried++)
        {
            int port = Lowest + (int)((uint)Interlocked.Increment(ref _last) % count);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }

        throw new InvalidDataException($"no port from {Lowest} to {Lowest + count - 1} is free on this machine");
    }

    // Linux's own default where it does not say.
    private static int FirstOfAny() => File.Exists(Range)
        ? int.Parse(File.ReadAllText(Range).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture)
        : 32_768;
}
