package io.clouddicom;

/**
 * A place or a direction in the patient's coordinates (PS3.3 C.7.6.2.1.1), in millimetres: x grows to the patient's left, y
 * to the back, z to the head.
 *
 * @param x to the left
 * @param y to the back
 * @param z to the head
 */
public record Vector3(double x, double y, double z) {

    /**
     * The sum.
     *
     * @param other what is added
     */
    public Vector3 plus(Vector3 other) {
        return new Vector3(x + other.x, y + other.y, z + other.z);
    }

    /**
     * The difference.
     *
     * @param other what is subtracted
     */
    public Vector3 minus(Vector3 other) {
        return plus(other.times(-1));
    }

    /**
     * This so many times as long.
     *
     * @param factor how many times
     */
    public Vector3 times(double factor) {
        return new Vector3(factor * x, factor * y, factor * z);
    }

    /**
     * The inner product.
     *
     * @param other the other vector
     */
    public double dot(Vector3 other) {
        return x * other.x + y * other.y + z * other.z;
    }

    /**
     * The outer product: what stands on both.
     *
     * @param other the other vector
     */
    public Vector3 cross(Vector3 other) {
        return new Vector3(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
    }

    /** Its length. */
    public double length() {
        return Math.sqrt(dot(this));
    }
}
