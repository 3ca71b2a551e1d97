namespace MtrlAkka.Learning;

/// <summary>Rows of a matrix on the host, counted through the members.</summary>
internal readonly unsafe struct HostRows<T> where T : unmanaged
{
    private readonly T* _first;
    private readonly long _memberStride, _rowStride;

    public HostRows(Matrix matrix)
    {
        _first = (T*)matrix.Pointer;
        (_memberStride, _rowStride, Rows, Columns) = (matrix.MemberStride, matrix.RowStride, matrix.Rows, matrix.Columns);
    }

    /// <summary>Rows of a member.</summary>
    public int Rows { get; }

    /// <summary>Columns of a row.</summary>
    public int Columns { get; }

    /// <summary>First element of a row.</summary>
    public T* this[int row] => _first + (row / Rows * _memberStride) + (row % Rows * _rowStride);
}
