// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class EnumCodecTest {
  private enum Before {
    LOW,
    HIGH
  }

  private enum Appended {
    LOW,
    HIGH,
    HIGHER
  }

  private enum Inserted {
    LOW,
    MIDDLE,
    HIGH
  }

  private enum Removed {
    LOW
  }

  private enum WithBodies {
    PLAIN,
    BODY {
      @Override
      boolean special() {
        return true;
      }
    };

    boolean special() {
      return false;
    }
  }

  private static final byte[] HIGH_KEY = KeyCodec.enumOf(Before.class).encode(Before.HIGH);
  private static final byte[] HIGH_VALUE = Codec.enumOf(Before.class).encode(Before.HIGH);

  @Test
  void decode_constantsAppended_givesTheConstant() {
    assertThat(KeyCodec.enumOf(Appended.class).decode(HIGH_KEY)).isEqualTo(Appended.HIGH);
    assertThat(Codec.enumOf(Appended.class).decode(HIGH_VALUE)).isEqualTo(Appended.HIGH);
  }

  @Test
  void decode_keyWhoseConstantMoved_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyCodec.enumOf(Inserted.class).decode(HIGH_KEY))
        .withMessageContaining("constant 1 of " + Inserted.class.getName())
        .withMessageContaining("was HIGH when the key was written and is MIDDLE now");
  }

  @Test
  void decode_valueWhoseConstantMoved_givesTheConstant() {
    assertThat(Codec.enumOf(Inserted.class).decode(HIGH_VALUE)).isEqualTo(Inserted.HIGH);
  }

  @Test
  void decode_constantRemoved_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyCodec.enumOf(Removed.class).decode(HIGH_KEY))
        .withMessageContaining("was HIGH when the key was written and is none now");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.enumOf(Removed.class).decode(HIGH_VALUE))
        .withMessageContaining(Removed.class.getName() + " has no constant HIGH");
  }

  @Test
  void enumOf_constantsWithBodies_givesThemBack() {
    Codec<WithBodies> values = Codec.enumOf(WithBodies.class);
    Codec<WithBodies> keys = KeyCodec.enumOf(WithBodies.class);
    assertThat(values.decode(values.encode(WithBodies.BODY)).special()).isTrue();
    assertThat(keys.decode(keys.encode(WithBodies.BODY)).special()).isTrue();
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void enumOf_classThatIsNoEnum_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.enumOf((Class) Enum.class))
        .withMessage("java.lang.Enum is not an enum");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.enumOf((Class) ((Object) WithBodies.BODY).getClass()))
        .withMessage(WithBodies.class.getName() + "$1 is not an enum");
  }
}
