using System.Diagnostics;

namespace MtrlAkka.Checkpoints.Tests;

/// <summary>What this assembly does when a test starts it as a process of its own.</summary>
internal static class OtherProcess
{
    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["write-blobs", var folder]:
                var store = new DirectoryBlobStore(folder);
                byte[] bulk = new byte[3_000_000];
                for (int i = 0; ; i++)
                {
                    BitConverter.TryWriteBytes(bulk, Environment.ProcessId + ((long)i << 32));
                    var blob = store.Write(bulk.AsMemory(0, 1 + (int)(i * 7919_000L % bulk.Length)));
                    Console.WriteLine($"{blob.Hash} {blob.Size}");
                }

            case ["write-one", var folder, var size]:
                try
                {
                    Console.WriteLine(new DirectoryBlobStore(folder).Write(new byte[int.Parse(size)]));
                    return 0;
                }
                catch (BlobWriteException error)
                {
                    Console.WriteLine(error.Message);
                    return 3;
                }

            case ["write-again", var folder, var size]:
                var again = new DirectoryBlobStore(folder);
                Console.WriteLine(again.Write(new byte[int.Parse(size)]).Hash);
                while (true) again.Write(new byte[int.Parse(size)]);

            case ["hold-lock", var folder]:
                using (RunLock.Take(folder))
                {
                    Console.WriteLine("held");
                    Thread.Sleep(Timeout.Infinite);
                }

                return 0;
            default:
                Console.Error.WriteLine("run these tests with dotnet test");
                return 2;
        }
    }

    public static Process Start(params string[] arguments) => StartIn("exec \"$@\"", arguments);

    /// <summary>Starts this assembly from a line of shell in which "$@" stands for it and its arguments.</summary>
    public static Process StartIn(string shell, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        string dotnet = Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet";
        foreach (string argument in (string[])["-c", shell, "sh", dotnet, typeof(OtherProcess).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
