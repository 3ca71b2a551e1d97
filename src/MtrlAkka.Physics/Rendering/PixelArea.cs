using System.Runtime.InteropServices;

namespace MtrlAkka.Physics.Rendering;

/// <summary>A rectangle of pixels, mjrRect; OpenGL counts rows from the bottom.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PixelArea(int Left, int Bottom, int Width, int Height);
